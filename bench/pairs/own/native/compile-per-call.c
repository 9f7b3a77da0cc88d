/* A regular expression compiled for each of n lines, or once. */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_slow;
static regex_t kept;
static int is_compiled;

__attribute__((noinline)) static void compile_pattern(regex_t *pattern) {
  if (regcomp(pattern, "^(item|order|user|price)-[0-9]+( (new|old|sold|lost))*$", REG_EXTENDED)) {
    exit(1);
  }
}

__attribute__((noinline)) static int match_line(const char *line) {
  if (is_slow) {
    regex_t own;
    compile_pattern(&own);
    int found = regexec(&own, line, 0, NULL, 0) == 0;
    regfree(&own);
    return found;
  }
  if (!is_compiled) {
    compile_pattern(&kept);
    is_compiled = 1;
  }
  return regexec(&kept, line, 0, NULL, 0) == 0;
}

int main(int count, char **words) {
  char line[64];
  if (count < 3) return 2;
  is_slow = strcmp(words[1], "slow") == 0;
  long n = atol(words[2]), found = 0;
  for (long index = 0; index < n; index++) {
    snprintf(line, sizeof line, "order-%ld new%s", index, index % 3 == 0 ? "?" : "");
    found += match_line(line);
  }
  printf("%ld\n", found);
  return 0;
}
