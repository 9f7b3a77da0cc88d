// Distinct words of a text: looked up in a vector or in a set.
#include <algorithm>
#include <iostream>
#include <string>
#include <unordered_set>
#include <vector>
using namespace std;

static vector<string> makeWords(int n) {
  vector<string> words;
  unsigned state = 12345;
  for (int i = 0; i < n; ++i) {
    state = state * 1103515245u + 12345u;
    words.push_back("word" + to_string(state % (unsigned)(n * 2)));
  }
  return words;
}

size_t distinctSlow(const vector<string>& words) {
  vector<string> seen;
  for (const auto& w : words)
    if (std::find(seen.begin(), seen.end(), w) == seen.end()) seen.push_back(w);
  return seen.size();
}

size_t distinctFast(const vector<string>& words) {
  unordered_set<string> seen;
  for (const auto& w : words) seen.insert(w);
  return seen.size();
}

int main(int argc, char** argv) {
  string mode = argv[1];
  auto words = makeWords(stoi(argv[2]));
  cout << (mode == "slow" ? distinctSlow(words) : distinctFast(words)) << "\n";
}
