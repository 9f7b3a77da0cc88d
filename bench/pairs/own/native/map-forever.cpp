// Thumbnails kept in an unordered_map for ever, or the last 64 of them.
#include <iostream>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

struct Thumb { std::vector<unsigned char> pixels; };

static Thumb render(int id) {
  Thumb t;
  t.pixels.resize(6000);
  for (size_t i = 0; i < t.pixels.size(); ++i) t.pixels[i] = (unsigned char)(id * 31 + i);
  return t;
}

class ForeverCache {
  std::unordered_map<int, Thumb> map_;
public:
  const Thumb& get(int id) {
    auto it = map_.find(id);
    if (it == map_.end()) it = map_.emplace(id, render(id)).first;
    return it->second;
  }
};
class LruCache {
  std::unordered_map<int, Thumb> map_;
  std::list<int> order_;
public:
  const Thumb& get(int id) {
    auto it = map_.find(id);
    if (it != map_.end()) return it->second;
    if (map_.size() >= 64) { map_.erase(order_.front()); order_.pop_front(); }
    order_.push_back(id);
    return map_.emplace(id, render(id)).first->second;
  }
};

template <class C> long serve(int n) {
  C cache;
  long sum = 0;
  for (int i = 0; i < n; ++i) sum += cache.get(i).pixels[i % 6000];
  return sum;
}

int main(int argc, char** argv) {
  int n = std::stoi(argv[2]);
  std::cout << (std::string(argv[1]) == "slow" ? serve<ForeverCache>(n) : serve<LruCache>(n)) << "\n";
}
