/* Pages of 4 KiB visited n times, each visit with a block of its own, or with one for all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 4096, PAGES = 64 };

static char pages[PAGES][PAGE];
static char *shared;

__attribute__((noinline)) static long visit_page(long index, int is_slow) {
  char *block = is_slow ? malloc(PAGE) : shared;
  if (block == NULL) exit(1);
  memcpy(block, pages[index % PAGES], PAGE);
  long value = block[index % PAGE];
  if (is_slow) free(block);
  return value;
}

int main(int count, char **words) {
  if (count < 3) return 2;
  int is_slow = strcmp(words[1], "slow") == 0;
  long n = atol(words[2]), sum = 0;
  memset(pages, 7, sizeof pages);
  shared = malloc(PAGE);
  for (long index = 0; index < n; index++) sum += visit_page(index, is_slow);
  printf("%ld\n", sum);
  free(shared);
  return 0;
}
