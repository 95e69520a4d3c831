package io.legate.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The processor time of this whole process: every thread of ours, the collector and the compiler.
final class Cpu {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Cpu() {}

  /// Work to be measured.
  interface Work {
    void run() throws Exception;
  }

  /// Returns the microseconds of processor time that `count` operations took each.
  static double microsEach(int count, Work work) throws Exception {
    long before = SYSTEM.getProcessCpuTime();
    work.run();
    return (SYSTEM.getProcessCpuTime() - before) / 1_000.0 / count;
  }
}
