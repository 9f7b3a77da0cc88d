/* `programs NAME N`: small programs of known complexity; instructions are counted, so steps need not be calls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile unsigned long sink;

static unsigned *make_numbers(size_t n) {
  unsigned *numbers = malloc((n + 1) * sizeof *numbers), state = 12345;
  for (size_t i = 0; i < n; i++) {
    state = state * 1103515245u + 12345u;
    numbers[i] = (state >> 8) % 1000003;
  }
  return numbers;
}

static void scan(size_t n) {
  unsigned *items = make_numbers(n);
  for (int pass = 0; pass < 50; pass++)
    for (size_t i = 0; i < n; i++) sink += items[i];
}

static void constant(size_t n) {
  for (int i = 0; i < 200000; i++) sink += n;
}

static void binary_search(size_t n) {
  unsigned *items = malloc(64 * sizeof *items);
  for (unsigned i = 0; i < 20000; i++) {
    size_t low = 0, high = n, wanted = (size_t)i * 7919 % n;
    while (low < high) {
      size_t middle = (low + high) / 2;
      items[middle & 63] = (unsigned)middle;
      if (middle < wanted) low = middle + 1;
      else high = middle;
    }
    sink += low;
  }
}

static void merge(unsigned *items, unsigned *spare, size_t n) {
  if (n < 2) return;
  size_t middle = n / 2, i = 0, j = middle, k = 0;
  merge(items, spare, middle);
  merge(items + middle, spare, n - middle);
  while (i < middle && j < n) spare[k++] = items[j] < items[i] ? items[j++] : items[i++];
  while (i < middle) spare[k++] = items[i++];
  while (j < n) spare[k++] = items[j++];
  for (i = 0; i < n; i++) items[i] = spare[i];
}

static void merge_sort(size_t n) {
  unsigned *items = make_numbers(n), *spare = make_numbers(n);
  merge(items, spare, n);
  sink += items[0];
}

static void selection_sort(size_t n) {
  unsigned *items = make_numbers(n);
  for (size_t i = 0; i < n; i++) {
    size_t least = i;
    for (size_t j = i + 1; j < n; j++)
      if (items[j] < items[least]) least = j;
    unsigned item = items[i];
    items[i] = items[least];
    items[least] = item;
  }
  sink += items[0];
}

static void string_append(size_t n) {
  char *text = malloc(n + 1);
  size_t length = 0;
  text[0] = 0;
  for (size_t i = 0; i < n; i++) {
    for (length = 0; text[length] != 0;) length++;
    text[length] = 'x';
    text[length + 1] = 0;
  }
  sink += length;
}

static void matrix_multiply(size_t n) {
  unsigned *a = make_numbers(n * n), *b = make_numbers(n * n);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      unsigned sum = 0;
      for (size_t k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
      sink += sum;
    }
}

static unsigned long subsets(size_t n, unsigned long taken) {
  return n == 0 ? taken : subsets(n - 1, taken + 1) ^ subsets(n - 1, taken * 3);
}

static void subset_sums(size_t n) { sink += subsets(n, 0); }

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(size_t);
  } programs[] = {{"constant", constant},       {"binary-search", binary_search},
                  {"scan", scan},               {"merge-sort", merge_sort},
                  {"selection-sort", selection_sort}, {"string-append", string_append},
                  {"matrix-multiply", matrix_multiply}, {"subset-sums", subset_sums}};
  for (size_t i = 0; argc > 2 && i < sizeof programs / sizeof *programs; i++)
    if (strcmp(argv[1], programs[i].name) == 0) {
      programs[i].run(strtoul(argv[2], NULL, 10));
      puts("done");
      return 0;
    }
  return 2;
}
