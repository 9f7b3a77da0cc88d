/* n messages that come every 4 ms through a pipe, looked for without a pause or waited for. */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int ends[2];
static long n;

static void *send_messages(void *nothing) {
  for (long index = 0; index < n; index++) {
    struct timespec wait = {0, 4000000};
    nanosleep(&wait, NULL);
    if (write(ends[1], "x", 1) != 1) exit(1);
  }
  return nothing;
}

__attribute__((noinline)) static void wait_for_message(int timeout) {
  struct pollfd look = {ends[0], POLLIN, 0};
  char byte;
  while (poll(&look, 1, timeout) == 0) {
  }
  if (read(ends[0], &byte, 1) != 1) exit(1);
}

int main(int count, char **words) {
  pthread_t sender;
  if (count < 3 || pipe(ends) != 0) return 2;
  n = atol(words[2]);
  if (pthread_create(&sender, NULL, send_messages, NULL) != 0) return 1;
  for (long index = 0; index < n; index++) wait_for_message(strcmp(words[1], "slow") == 0 ? 0 : -1);
  pthread_join(sender, NULL);
  printf("%ld\n", n);
  return 0;
}
