/* n records appended to a log, each of them synced, or all of them at the end. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_slow;

__attribute__((noinline)) static void append_record(int file, long index) {
  char text[64];
  int length = snprintf(text, sizeof text, "record %ld\n", index);
  if (write(file, text, length) != length) exit(1);
  if (is_slow && fsync(file) != 0) exit(1);
}

int main(int count, char **words) {
  char path[4096];
  const char *folder = getenv("TOUCHSTONE_DATA");
  if (count < 3) return 2;
  is_slow = strcmp(words[1], "slow") == 0;
  long n = atol(words[2]);
  snprintf(path, sizeof path, "%s/records.log", folder ? folder : "/tmp");
  int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
  if (file < 0) return 1;
  for (long index = 0; index < n; index++) append_record(file, index);
  if (fsync(file) != 0) return 1;
  printf("%ld\n", (long)lseek(file, 0, SEEK_END));
  return close(file);
}
