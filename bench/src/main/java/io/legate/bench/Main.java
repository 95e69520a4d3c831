package io.legate.bench;

import io.legate.bench.reach.RevocationReach;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// Runs one measurement: `legate bench NAME [NUMBER...]`.
public final class Main {

  private static final String USAGE =
      """
      Usage: ./legate bench NAME [NUMBER...]

        authorize [OPERATIONS] [IN_FLIGHT]   processor time of an Authorize on the SQLite ledger, as
                                             a share of one ES256 verification (16000, 256)
        policy [OPERATIONS]                  processor time of an Authorize under policies of 1 and
                                             of 200 rules (8000)
        seen [OPERATIONS]                    processor time of an Authorize in a fresh task and in one
                                             that has met 10,000 values and 100 labels (8000)
        open-tasks [TASKS]                   heap of a node with many open tasks (100000); give the
                                             heap by LEGATE_JAVA_OPTS=-Xmx2g
        tasks [TASKS]                        memory per task, what an Authorize waits and what taking a
                                             task over takes, on PostgreSQL with that many open tasks
                                             (100000)
        verify [RECORDS]                     what `audit verify` of a log of that many records takes, and
                                             how much of it is SHA-256 (1000000)
        records [OPERATIONS]                 what keeping the record adds to the processor time of an
                                             Authorize (8000)
        revocation [DESCENDANTS] [FOLDER]    from the acknowledgement of a revocation to the last call
                                             verified offline, at three brokers in processes of
                                             their own (10000); figures and a plot in FOLDER (.)

      Exit codes: 0 measured, 1 failed, 2 usage.
      """;

  private Main() {}

  /// Exits with 2 where the arguments name no measurement.
  public static void main(String[] args) throws Exception {
    System.exit(run(List.of(args), System.out, System.err));
  }

  private static int run(List<String> args, PrintStream out, PrintStream err) throws Exception {
    String name = args.isEmpty() ? "" : args.getFirst();
    if (name.equals("--help") || name.equals("-h")) {
      out.print(USAGE);
      return 0;
    }
    try {
      switch (name) {
        case "authorize" ->
            new AuthorizeCost(out, number(args, 1, 16_000), number(args, 2, 256)).run();
        case "policy" -> new PolicyCost(out, number(args, 1, 8_000)).run();
        case "seen" -> new SeenCost(out, number(args, 1, 8_000)).run();
        case "revocation" ->
            new RevocationReach(
                    out, number(args, 1, 10_000), Path.of(args.size() > 2 ? args.get(2) : "."))
                .run();
        case "open-tasks" -> new OpenTasks(out, number(args, 1, 100_000)).run();
        case "verify" -> new LogCost(out, number(args, 1, 1_000_000)).run();
        case "records" -> new RecordCost(out, number(args, 1, 8_000)).run();
        case "tasks" -> new ManyTasks(out, number(args, 1, 100_000)).run();
        default -> {
          err.print(USAGE);
          return 2;
        }
      }
    } catch (NumberFormatException e) {
      err.println("legate: not a number that can be measured: " + args.subList(1, args.size()));
      return 2;
    }
    return 0;
  }

  private static int number(List<String> args, int index, int otherwise) {
    int number = args.size() > index ? Integer.parseInt(args.get(index)) : otherwise;
    if (number < 1) {
      throw new NumberFormatException("not positive");
    }
    return number;
  }
}
