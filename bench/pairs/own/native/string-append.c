/* n words joined by a search for the end of the text each time, or with the end kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) static void append_word(char *text) { strcat(text, "word "); }

__attribute__((noinline)) static char *append_at_end(char *end) { return stpcpy(end, "word "); }

int main(int count, char **words) {
  if (count < 3) return 2;
  int is_slow = strcmp(words[1], "slow") == 0;
  long n = atol(words[2]);
  char *text = calloc(n + 1, 5), *end = text;
  if (text == NULL) return 1;
  for (long index = 0; index < n; index++) {
    if (is_slow) append_word(text);
    else end = append_at_end(end);
  }
  printf("%zu\n", strlen(text));
  free(text);
  return 0;
}
