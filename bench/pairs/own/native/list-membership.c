/* Numbers that were seen before, kept in a list that is searched or in a table of flags. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long *seen;
static char *flags;
static long kept;

__attribute__((noinline)) static int is_in_list(long value) {
  for (long index = 0; index < kept; index++) {
    if (seen[index] == value) return 1;
  }
  return 0;
}

__attribute__((noinline)) static int is_in_table(long value) { return flags[value]; }

int main(int count, char **words) {
  if (count < 3) return 2;
  int is_slow = strcmp(words[1], "slow") == 0;
  long n = atol(words[2]);
  seen = malloc(n * sizeof *seen);
  flags = calloc(n, 1);
  if (seen == NULL || flags == NULL) return 1;
  for (long index = 0; index < n; index++) {
    long value = index * 7919 % (n - 1);
    if (is_slow ? is_in_list(value) : is_in_table(value)) continue;
    seen[kept++] = value;
    flags[value] = 1;
  }
  printf("%ld\n", kept);
  free(seen);
  free(flags);
  return 0;
}
