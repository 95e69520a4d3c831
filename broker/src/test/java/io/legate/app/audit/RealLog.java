package io.legate.app.audit;

import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.audit.Receipts;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.merkle.Hash;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.NoteSigner;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// The log of real work on a real ledger: tasks, hops, instances, decisions of every sort.
///
/// @param data the data folder, closed
/// @param signers what the log is signed with
/// @param receipts of some of its decisions, each with its record
record RealLog(Path data, List<NoteSigner> signers, List<Receipts.Issued> receipts) {

  static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
  static final String ORIGIN = "broker.test/log/1";
  private static final long BYTES_MAX = 1L << 30;

  static RealLog make(Path folder, int tasks) throws Exception {
    var clock = new TickingClock(AT);
    var receipts = new ArrayList<Receipts.Issued>();
    try (var ledger = SqliteLedger.open(folder, 1, clock, BYTES_MAX);
        var site = new Site(clock, ledger)) {
      for (int i = 0; i < tasks; i++) {
        var task = site.open("orchestrator", Site.ALL);
        var hop = site.renew("orchestrator", task.token(), Site.ERP);
        for (int j = 0; j < 8; j++) {
          String action = j % 3 == 2 ? "vendors.delete" : "payments.create";
          String arguments = "{\"amount\":\"%s.00\",\"note\":\"n %s\"}".formatted(1 + j, i);
          var decided =
              site.authorize("orchestrator", hop, action, "erp://acme/invoices/" + j, arguments);
          if (i % 16 == 0 && j < 2) {
            receipts.add(site.use.receipts().get(site.caller("auditor"), decided.decisionId()));
          }
        }
        clock.advance(Duration.ofMillis(350));
      }
      var _ = site.use.log().keepCheckpoint();
      return new RealLog(folder, site.logSigners, receipts);
    }
  }

  /// The key that a checkpoint can be verified with by anyone.
  String key() {
    return signers.getFirst().key().text();
  }

  /// A checkpoint that the log's own keys have signed, whatever it says.
  String signed(long size, Hash root) {
    return new Checkpoint(ORIGIN, new io.legate.merkle.TreeSize(size), root)
        .signedBy(signers, AT)
        .format();
  }

  /// How a command ended.
  record Ran(int code, String out, String err) {}

  /// Runs `legate audit` with these arguments.
  static Ran run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        new CommandLine(new AuditCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  /// The lines of an export, without their ends.
  static List<byte[]> lines(byte[] export) {
    var lines = new ArrayList<byte[]>();
    var line = new ByteArrayOutputStream();
    for (byte b : export) {
      if (b == '\n') {
        lines.add(line.toByteArray());
        line.reset();
      } else {
        line.write(b);
      }
    }
    return lines;
  }

  /// An export of these lines.
  static byte[] joined(List<byte[]> lines) {
    var out = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      out.writeBytes(line);
      out.write('\n');
    }
    return out.toByteArray();
  }

  /// Which line of an export a record is: one stands before all, and one after each 256.
  static int line(int leaf) {
    return 1 + leaf + leaf / 256;
  }
}
