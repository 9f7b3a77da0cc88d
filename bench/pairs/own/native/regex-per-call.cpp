// Checks N mail addresses: the regex constructed in each call or once.
#include <iostream>
#include <regex>
#include <string>

#define PATTERN "^[a-z0-9._]+@([a-z0-9]+\\.)+[a-z]{2,4}$"

bool isValidSlow(const std::string& s) {
  std::regex re(PATTERN, std::regex::ECMAScript | std::regex::icase);
  return std::regex_match(s, re);
}
bool isValidFast(const std::string& s) {
  static const std::regex re(PATTERN, std::regex::ECMAScript | std::regex::icase);
  return std::regex_match(s, re);
}

int main(int argc, char** argv) {
  bool slow = std::string(argv[1]) == "slow";
  int n = std::stoi(argv[2]), good = 0;
  for (int i = 0; i < n; ++i) {
    std::string s = "u" + std::to_string(i) + (i % 3 ? "@mail.org" : "@bad");
    good += slow ? isValidSlow(s) : isValidFast(s);
  }
  std::cout << good << "\n";
}
