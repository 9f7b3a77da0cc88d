/* A price list read and parsed for each of n orders, or once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS = 800 };

static char path[4096];
static long prices[ITEMS];

__attribute__((noinline)) static void read_prices(void) {
  char line[64];
  FILE *file = fopen(path, "r");
  if (file == NULL) exit(1);
  while (fgets(line, sizeof line, file) != NULL) {
    long id, price;
    if (sscanf(line, "item-%ld %ld", &id, &price) == 2) prices[id] = price;
  }
  fclose(file);
}

int main(int count, char **words) {
  const char *folder = getenv("TOUCHSTONE_DATA");
  if (count < 3) return 2;
  int is_slow = strcmp(words[1], "slow") == 0;
  long n = atol(words[2]), sum = 0;
  snprintf(path, sizeof path, "%s/prices.txt", folder ? folder : "/tmp");
  FILE *file = fopen(path, "w");
  if (file == NULL) return 1;
  for (long id = 0; id < ITEMS; id++) fprintf(file, "item-%ld %ld\n", id, id * 3);
  fclose(file);
  for (long index = 0; index < n; index++) {
    if (is_slow || index == 0) read_prices();
    sum += prices[index % ITEMS];
  }
  printf("%ld\n", sum);
  return 0;
}
