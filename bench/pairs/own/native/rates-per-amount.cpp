// Converts N amounts; the rates are read from a file for each amount, or once.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

static std::string path() {
  const char* dir = std::getenv("TOUCHSTONE_DATA");
  return std::string(dir ? dir : "/tmp") + "/rates.ini";
}
static std::map<std::string, double> loadRates() {
  std::map<std::string, double> rates;
  std::ifstream in(path());
  std::string line;
  while (std::getline(in, line)) {
    auto eq = line.find('=');
    if (eq != std::string::npos) rates[line.substr(0, eq)] = std::stod(line.substr(eq + 1));
  }
  return rates;
}
static double convertSlow(int i) { return loadRates()["c" + std::to_string(i % 200)] * i; }
static double convertFast(int i) {
  static const auto rates = loadRates();
  return rates.at("c" + std::to_string(i % 200)) * i;
}
int main(int argc, char** argv) {
  bool slow = std::string(argv[1]) == "slow";
  int n = std::stoi(argv[2]);
  {
    std::ofstream out(path());
    for (int i = 0; i < 200; ++i) out << "c" << i << "=" << 0.5 + i * 0.01 << "\n";
  }
  double sum = 0;
  for (int i = 0; i < n; ++i) sum += slow ? convertSlow(i) : convertFast(i);
  std::cout << sum << "\n";
}
