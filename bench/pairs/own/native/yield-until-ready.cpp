// N jobs given to a worker thread, one at a time; the result is polled for or waited for.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

static std::mutex m;
static std::condition_variable cv, doneCv;
static int job = -1;
static std::atomic<bool> ready{false};
static bool quit = false;

static void worker() {
  for (;;) {
    std::unique_lock<std::mutex> lock(m);
    cv.wait(lock, [] { return job >= 0 || quit; });
    if (quit) return;
    job = -1;
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::milliseconds(4));
    lock.lock();
    ready = true;
    doneCv.notify_one();
  }
}

static void spinUntilReady() {
  while (!ready.load()) std::this_thread::yield();
}
static void sleepUntilReady() {
  std::unique_lock<std::mutex> lock(m);
  doneCv.wait(lock, [] { return ready.load(); });
}

int main(int argc, char** argv) {
  bool slow = std::string(argv[1]) == "slow";
  int n = std::stoi(argv[2]);
  std::thread t(worker);
  for (int i = 0; i < n; ++i) {
    { std::lock_guard<std::mutex> lock(m); ready = false; job = i; }
    cv.notify_one();
    if (slow) spinUntilReady(); else sleepUntilReady();
  }
  { std::lock_guard<std::mutex> lock(m); quit = true; }
  cv.notify_one();
  t.join();
  std::cout << n << "\n";
}
