/* 20,000 requests to a table of n records by their key: each goes through the table, or straight to the place that a table of places
 * names. The same program as requests.cjs, in the words of another author. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUESTS = 20000, FIELDS = 4, LONGEST = 24 };

struct record {
  char key[LONGEST];
  unsigned values[FIELDS];
};

static struct record *table;
static unsigned *places, rows, mask;
static unsigned noise = 2463534242u, digest;
static char wanted[LONGEST], figures[LONGEST];

__attribute__((noinline)) static unsigned draw_bits(unsigned shift) {
  noise ^= shift & 1 ? noise >> 17 : noise << shift;
  return noise;
}

__attribute__((noinline)) static int same_key(const char *left, const char *right) {
  while (*left != 0 && *left == *right) left++, right++;
  return *left == *right;
}

static unsigned first_place(const char *key) {
  unsigned sum = 0;
  while (*key != 0) sum = sum * 31 + (unsigned char)*key++;
  return sum & mask;
}

__attribute__((noinline)) static struct record *seek_scanning(const char *key) {
  for (unsigned at = 0; at < rows; at++)
    if (same_key(table[at].key, key)) return &table[at];
  return NULL;
}

__attribute__((noinline)) static struct record *seek_directly(const char *key) {
  unsigned at = first_place(key);
  while (places[at] != 0 && strcmp(table[places[at] - 1].key, key) != 0) at = (at + 1) & mask;
  return places[at] == 0 ? NULL : &table[places[at] - 1];
}

__attribute__((noinline)) static void mix_in(unsigned value) { digest = digest * 31 + value; }

__attribute__((noinline)) static void put_figure(int at, unsigned rest) {
  figures[at] = (char)('0' + rest % 10);
}

__attribute__((noinline)) static void serve(int is_slow) {
  draw_bits(10);
  draw_bits(17);
  unsigned number = draw_bits(4) % rows;
  snprintf(wanted, sizeof wanted, "customer-%09u", number);
  struct record *found = is_slow ? seek_scanning(wanted) : seek_directly(wanted);
  for (int field = 0; field < FIELDS; field++) mix_in(found->values[field]);
  int length = 0;
  for (unsigned rest = number; rest > 0; rest /= 10) put_figure(length++, rest);
  digest += length > 0 ? (unsigned)figures[0] : 0;
}

__attribute__((noinline)) static void prepare_table(void) {
  table = calloc(rows, sizeof *table);
  for (mask = 1; mask < 2 * rows; mask *= 2) {}
  places = calloc(mask, sizeof *places);
  mask -= 1;
  for (unsigned row = 0; row < rows; row++) {
    snprintf(table[row].key, LONGEST, "customer-%09u", row);
    for (unsigned field = 0; field < FIELDS; field++) table[row].values[field] = row + field;
    unsigned at = first_place(table[row].key);
    while (places[at] != 0) at = (at + 1) & mask;
    places[at] = row + 1;
  }
}

int main(int count, char **words) {
  if (count < 3) return 2;
  rows = (unsigned)atol(words[2]);
  prepare_table();
  for (int request = 0; request < REQUESTS; request++) serve(strcmp(words[1], "slow") == 0);
  printf("%u\n", digest);
  return 0;
}
