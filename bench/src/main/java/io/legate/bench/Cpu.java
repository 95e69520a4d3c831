package io.legate.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/// The processor time of this whole process: every thread of ours, the collector and the compiler.
final class Cpu {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private Cpu() {}

  /// Work to be measured.
  interface Work {
    void run() throws Exception;
  }

  /// What work took.
  ///
  /// @param micros of processor time, each operation
  /// @param compiling the compiler's share of it, about: its own clock counts elapsed time
  record Spent(double micros, double compiling) {}

  /// Returns what `count` operations took.
  static Spent spent(int count, Work work) throws Exception {
    long compiled = COMPILER.getTotalCompilationTime();
    double micros = microsEach(count, work);
    double compiling = 1_000.0 * (COMPILER.getTotalCompilationTime() - compiled);
    return new Spent(micros, compiling / (micros * count));
  }

  /// Returns the microseconds of processor time that `count` operations took each.
  static double microsEach(int count, Work work) throws Exception {
    long before = SYSTEM.getProcessCpuTime();
    work.run();
    return (SYSTEM.getProcessCpuTime() - before) / 1_000.0 / count;
  }
}
