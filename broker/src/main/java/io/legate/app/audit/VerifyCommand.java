package io.legate.app.audit;

import io.legate.audit.Absences;
import io.legate.audit.ExportExamination;
import io.legate.audit.KeptLog;
import io.legate.audit.Lie;
import io.legate.audit.LogExamination;
import io.legate.audit.Verdict;
import io.legate.audit.Verdict.Shown;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogHead;
import io.legate.ledger.StoredEvent;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.NoteKey;
import io.legate.tlog.Quorum;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `legate audit verify`.
@Command(
    name = "verify",
    description = {
      "Reads a whole log and checks every hash, every task's chain, the tree, and what was signed."
          + " Prints what holds, or the first record that is wrong and what was done to it:"
          + " changed, dropped, inserted, reordered, forked, truncated, or signed with a wrong"
          + " key.",
      "Without --key, the keys are those that the log itself announces: then it is shown that the"
          + " log is what its node has signed, and not which node that is."
    })
final class VerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  /// Where the log is.
  private static final class Source {
    @Option(names = "--data", paramLabel = "DIR", description = "A broker's data folder.")
    private @Nullable Path data;

    @Option(
        names = "--ledger",
        paramLabel = "URL",
        description =
            "A PostgreSQL database, jdbc:postgresql://…; all nodes' logs. User and password as"
                + " parameters, or in PGUSER and PGPASSWORD.")
    private @Nullable String ledger;

    @Option(names = "--export", paramLabel = "FILE", description = "What `audit export` wrote.")
    private @Nullable Path export;

    @Option(
        names = "--url",
        paramLabel = "URL",
        description =
            "A log over HTTP, https://…/log/<node>: its hashes, not its records. Needs --key.")
    private @Nullable URI url;
  }

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "A key that is trusted, as <name>+<id>+<key>; may be repeated.")
  private List<String> keys = List.of();

  @Option(
      names = "--witnesses",
      paramLabel = "N",
      description =
          "How many different witnesses, of those whose keys are trusted, must have cosigned a"
              + " checkpoint that holds.")
  private int witnesses;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "A checkpoint from elsewhere or from before, held against it; may be repeated.")
  private List<Path> checkpoints = List.of();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "With --url: the certificates of its authority, as PEM.")
  private @Nullable Path authority;

  @Override
  public Integer call() throws IOException {
    var pinned = pinned();
    if (witnesses < 0 || witnesses > pinned.size()) {
      throw new ParameterException(
          spec.commandLine(), "--witnesses must be as many as there are keys, or fewer");
    }
    var notes = notes();
    try {
      boolean held = verify(notes, pinned);
      return held ? 0 : AuditCommand.DID_NOT_HOLD;
    } catch (LedgerUnavailableException e) {
      return AuditCommand.unread(spec.commandLine(), e);
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return AuditCommand.CANNOT_TELL;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private boolean verify(List<Shown> notes, List<NoteKey> pinned)
      throws IOException, LedgerUnavailableException {
    Path export = source.export;
    if (export != null) {
      if (!Files.isRegularFile(export)) {
        throw new IllegalArgumentException("`" + export + "` is not a file");
      }
      var progress = progress(export.toString());
      try (var in = Files.newInputStream(export)) {
        return told(
            export.toString(),
            ExportExamination.examine(in, notes, pinned, progress::reached),
            pinned);
      }
    }
    URI url = source.url;
    if (url != null) {
      if (pinned.isEmpty()) {
        throw new IllegalArgumentException("--url needs --key: hashes do not say who signs them");
      }
      try (var tiles = new HttpLog(url, authority)) {
        return told(
            url.toString(), tiles.verify(notes, pinned, progress(url.toString())::reached), pinned);
      }
    }
    return verifyDatabase(notes, pinned);
  }

  /// Every log is read before one is judged: what is gone from one may be spoken of in another.
  private boolean verifyDatabase(List<Shown> notes, List<NoteKey> pinned)
      throws LedgerUnavailableException {
    var absences = new Absences();
    var examined = new ArrayList<Examined>();
    try (var database = Database.open(source.data, source.ledger)) {
      var given = new GivenCheckpoints(database.logs(), notes);
      for (KeptLog log : database.logs()) {
        examined.add(examined(log, given.of(log), absences));
      }
    }
    boolean held = true;
    for (Examined each : examined) {
      var verdict = Verdict.of(each.log, each.head, each.notes, pinned);
      held &= told("log of node " + each.log.node(), verdict, pinned);
    }
    return held;
  }

  /// A log that was read, and what it is held against.
  private record Examined(LogExamination log, LogHead head, List<Shown> notes) {}

  private Examined examined(KeptLog log, List<Shown> notes, Absences absences)
      throws LedgerUnavailableException {
    var all = new ArrayList<Shown>();
    String kept = log.checkpoint();
    if (kept != null) {
      all.add(new Shown("the checkpoint kept beside it", kept));
    }
    String origin = " of node " + log.node();
    all.addAll(Verdict.cosigned(log.cosigned()));
    all.addAll(notes);
    var head = log.head();
    var examination = new LogExamination(log.node(), Verdict.sizes(all), absences);
    var progress = progress("log" + origin);
    log.read(
        head.frontier().size().leaves(),
        new KeptLog.Reader() {
          @Override
          public void record(StoredEvent row, io.legate.audit.@Nullable Before before) {
            examination.row(row, before);
            progress.reached(examination.next());
          }

          @Override
          public void unreadable(long leaf) {
            examination.unreadable(leaf);
          }
        });
    log.beyond().ifPresent(examination::beyond);
    return new Examined(examination, head, all);
  }

  private boolean told(String what, Verdict verdict, List<NoteKey> pinned) {
    PrintWriter out = spec.commandLine().getOut();
    if (!verdict.holds()) {
      out.println(what + ": did not hold, after " + verdict.records() + " records");
      out.println("  " + verdict.finding());
      return false;
    }
    long witnessed = verdict.witnessed(new Quorum(pinned, witnesses));
    if (witnesses > 0 && witnessed == 0) {
      out.println(what + ": did not hold, after " + verdict.records() + " records");
      out.println(
          "  %s: no checkpoint that holds was cosigned by %s witnesses that are trusted"
              .formatted(Lie.WRONG_KEY.label(), witnesses));
      return false;
    }
    String keys = pinned.isEmpty() ? "keys that it announces itself" : "a key that is trusted";
    out.println(what + ": held, " + verdict.records() + " records");
    out.println(
        verdict.signed() == 0
            ? "  no checkpoint: nothing that was signed was checked"
            : "  " + verdict.signed() + " of them signed, with " + keys);
    if (verdict.removed() > 0) {
      out.println("  " + verdict.removed() + " of them without a body, as is on record");
    }
    if (witnesses > 0) {
      out.println("  %s of them cosigned by %s witnesses".formatted(witnessed, witnesses));
    }
    return true;
  }

  private Progress progress(String what) {
    return new Progress(spec.commandLine().getErr(), what);
  }

  private List<NoteKey> pinned() {
    var pinned = new ArrayList<NoteKey>();
    for (String key : keys) {
      try {
        pinned.add(NoteKey.parse(key));
      } catch (InvalidEvidenceException e) {
        throw new ParameterException(spec.commandLine(), "`" + key + "` is no key of a log", e);
      }
    }
    return pinned;
  }

  private List<Shown> notes() throws IOException {
    var notes = new ArrayList<Shown>();
    for (Path file : checkpoints) {
      if (!Files.isRegularFile(file)) {
        throw new ParameterException(spec.commandLine(), "`" + file + "` is not a file");
      }
      notes.add(new Shown("the checkpoint in `" + file + "`", Files.readString(file)));
    }
    return notes;
  }
}
