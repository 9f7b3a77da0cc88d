/* n answers that take 4 ms each, asked for one after the other or by threads at once. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

__attribute__((noinline)) static void *ask(void *value) {
  struct timespec wait = {0, 4000000};
  nanosleep(&wait, NULL);
  *(long *)value *= 2;
  return NULL;
}

__attribute__((noinline)) static void ask_in_turn(long *values, long n) {
  for (long index = 0; index < n; index++) ask(&values[index]);
}

__attribute__((noinline)) static void ask_together(long *values, long n) {
  pthread_t *threads = malloc(n * sizeof *threads);
  if (threads == NULL) exit(1);
  for (long index = 0; index < n; index++) {
    if (pthread_create(&threads[index], NULL, ask, &values[index]) != 0) exit(1);
  }
  for (long index = 0; index < n; index++) pthread_join(threads[index], NULL);
  free(threads);
}

int main(int count, char **words) {
  if (count < 3) return 2;
  long n = atol(words[2]), sum = 0;
  long *values = malloc(n * sizeof *values);
  if (values == NULL) return 1;
  for (long index = 0; index < n; index++) values[index] = index;
  if (strcmp(words[1], "slow") == 0) ask_in_turn(values, n);
  else ask_together(values, n);
  for (long index = 0; index < n; index++) sum += values[index];
  printf("%ld\n", sum);
  free(values);
  return 0;
}
