package io.legate.ledger.sqlite;

import io.legate.ledger.Draft;
import io.legate.ledger.Journals;
import io.legate.ledger.OnceKey;
import io.legate.ledger.StreamId;
import io.legate.ledger.Sum;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/// The process that is killed: appends from several threads and prints `stream seq` for each event
/// once it is acknowledged; or, told `early`, before it is even decided, which is the bug that the
/// test must see. Ends only when killed.
final class CrashWriter {

  static final int STREAMS = 12;
  static final int WRITERS = 8;

  private CrashWriter() {}

  public static void main(String[] args) throws Exception {
    var clock = new MonotonicClock(InstantSource.system(), System::nanoTime);
    var ledger = SqliteLedger.open(Path.of(args[0]), 1, clock, Long.MAX_VALUE);
    var journals = Journals.open(ledger, Sum.FOLD, InstantSource.system(), _ -> {});
    var journal = journals.journal(Sum.FOLD, 1 << 20);
    boolean early = args.length > 1 && args[1].equals("early");
    say("ready");
    for (int writer = 0; writer < WRITERS; writer++) {
      var random = new SplittableRandom();
      Thread.ofPlatform()
          .start(
              () -> {
                try {
                  while (true) {
                    var stream = stream(random.nextInt(STREAMS));
                    if (early) {
                      acknowledge(stream, journal.read(stream).count() + 1);
                    }
                    long seq =
                        journal.decide(
                            stream,
                            turn -> {
                              long next = turn.nextSeq();
                              turn.append(Sum.add(1));
                              // Two events of one decision: both or none.
                              turn.append(claiming(random));
                              return next;
                            });
                    acknowledge(stream, seq);
                  }
                } catch (Exception e) {
                  say("failed " + e);
                }
              });
    }
  }

  private static Draft claiming(SplittableRandom random) {
    byte[] key =
        ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong()).array();
    int hour = Math.toIntExact(Instant.now().getEpochSecond() / 3600);
    return new Draft(1, null, Sum.add(1).data(), List.of(OnceKey.single(hour, key)));
  }

  private static void acknowledge(StreamId stream, long seq) {
    say(stream + " " + seq + "\n" + stream + " " + (seq + 1));
  }

  static StreamId stream(int number) {
    return new StreamId(new UUID(0x7000, 0x8000_0000_0000_0000L | number));
  }

  /// One write for each acknowledgement, so that a killed process leaves no half line behind but
  /// the last.
  private static void say(String lines) {
    byte[] bytes = (lines + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }
}
