// Writes a report of N lines: std::endl or '\n'.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

static std::string target() {
  const char* dir = std::getenv("TOUCHSTONE_DATA");
  return std::string(dir ? dir : "/tmp") + "/report.txt";
}

int main(int argc, char** argv) {
  bool slow = std::string(argv[1]) == "slow";
  int n = std::atoi(argv[2]);
  std::ofstream out(target());
  for (int i = 0; i < n; ++i) {
    out << "row " << i << ' ' << i * 7 % 13;
    if (slow) out << std::endl;
    else out << '\n';
  }
  out.close();
  std::cout << n << "\n";
}
