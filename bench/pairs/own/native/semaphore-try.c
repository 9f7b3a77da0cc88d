/* N items of a producer thread: the semaphore is tried again and again, or waited for. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <semaphore.h>

static sem_t items;
static int total;
static void *produce(void *arg) {
  int n = *(int *)arg;
  struct timespec t = {0, 3000000};
  for (int i = 0; i < n; i++) { nanosleep(&t, NULL); sem_post(&items); }
  return NULL;
}
static void take_by_trying(void) { while (sem_trywait(&items) != 0) ; total++; }
static void take_by_waiting(void) { sem_wait(&items); total++; }
int main(int argc, char **argv) {
  int slow = !strcmp(argv[1], "slow"), n = atoi(argv[2]);
  pthread_t thread;
  sem_init(&items, 0, 0);
  pthread_create(&thread, NULL, produce, &n);
  for (int i = 0; i < n; i++) { if (slow) take_by_trying(); else take_by_waiting(); }
  pthread_join(thread, NULL);
  printf("%d\n", total);
  return 0;
}
