/* Answers kept for ever in a list, or the last hundred of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES = 4000, LIMIT = 100 };

struct answer {
  struct answer *next;
  char text[BYTES];
};

static struct answer *first, *last;
static long kept;

__attribute__((noinline)) static struct answer *keep_answer(long index) {
  struct answer *answer = malloc(sizeof *answer);
  if (answer == NULL) exit(1);
  memset(answer->text, (int)(index % 100), BYTES);
  answer->next = NULL;
  if (last != NULL) last->next = answer;
  else first = answer;
  last = answer;
  kept++;
  return answer;
}

__attribute__((noinline)) static void drop_oldest(void) {
  struct answer *oldest = first;
  first = oldest->next;
  free(oldest);
  kept--;
}

int main(int count, char **words) {
  if (count < 3) return 2;
  int is_slow = strcmp(words[1], "slow") == 0;
  long n = atol(words[2]), sum = 0;
  for (long index = 0; index < n; index++) {
    sum += keep_answer(index)->text[index % BYTES];
    if (!is_slow && kept > LIMIT) drop_oldest();
  }
  printf("%ld\n", sum);
  return 0;
}
