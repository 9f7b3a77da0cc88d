/* n rows of twenty fields written field by field, or through a buffer. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_slow;
static char pending[65536];
static size_t used;

__attribute__((noinline)) static void flush_block(int file, const char *text, size_t length) {
  if (write(file, text, length) != (ssize_t)length) exit(1);
}

__attribute__((noinline)) static void write_field(int file, const char *text, size_t length) {
  if (is_slow) {
    flush_block(file, text, length);
    return;
  }
  if (used + length > sizeof pending) {
    flush_block(file, pending, used);
    used = 0;
  }
  memcpy(pending + used, text, length);
  used += length;
}

int main(int count, char **words) {
  char path[4096], text[32];
  const char *folder = getenv("TOUCHSTONE_DATA");
  if (count < 3) return 2;
  is_slow = strcmp(words[1], "slow") == 0;
  long n = atol(words[2]);
  snprintf(path, sizeof path, "%s/rows.csv", folder ? folder : "/tmp");
  int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
  if (file < 0) return 1;
  for (long row = 0; row < n; row++) {
    for (long column = 0; column < 20; column++) {
      write_field(file, text, snprintf(text, sizeof text, "%ld,", row * column));
    }
    write_field(file, "\n", 1);
  }
  flush_block(file, pending, used);
  printf("%ld\n", (long)lseek(file, 0, SEEK_END));
  return close(file);
}
