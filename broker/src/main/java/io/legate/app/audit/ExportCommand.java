package io.legate.app.audit;

import io.legate.audit.KeptLog;
import io.legate.audit.LogExport;
import io.legate.inquiry.RecordFilter;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.StoredEvent;
import io.legate.siem.Ocsf;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.SignedNote;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `legate audit export`.
@Command(
    name = "export",
    description = {
      "Writes one node's log to a file, up to the checkpoint that is kept beside it. The file"
          + " holds every record whole, so it is for auditors.",
      "With --format ocsf or otlp: writes the records that are asked for, of all nodes, as lines"
          + " of JSON for systems that collect logs. Nothing can be proven from those."
    })
final class ExportCommand implements Callable<Integer> {

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
        description = "A PostgreSQL database, jdbc:postgresql://….")
    private @Nullable String ledger;
  }

  @Option(
      names = "--node",
      paramLabel = "N",
      description = "Whose log; not needed where there is one.")
  private @Nullable Integer node;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where to write; must not be there yet.")
  private Path out = Path.of("");

  /// In what form.
  enum Format {
    jsonl,
    ocsf,
    otlp
  }

  @Option(
      names = "--format",
      paramLabel = "jsonl|ocsf|otlp",
      description =
          "The log itself, which can be checked; OCSF "
              + Ocsf.VERSION
              + " events; or OpenTelemetry logs. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.jsonl;

  @Mixin private FilterOptions filters = new FilterOptions();

  @Override
  public Integer call() {
    RecordFilter filter = filters.filter();
    if (format != Format.jsonl) {
      return new FormattedExport(spec.commandLine(), out, format)
          .write(source.data, source.ledger, filter);
    }
    if (!filter.equals(RecordFilter.ALL)) {
      throw new ParameterException(
          spec.commandLine(), "a log that can be checked is whole; use `audit query` to choose");
    }
    try (var database = Database.open(source.data, source.ledger)) {
      return export(chosen(database.logs()));
    } catch (LedgerUnavailableException e) {
      return AuditCommand.unread(spec.commandLine(), e);
    } catch (FileAlreadyExistsException e) {
      throw new ParameterException(spec.commandLine(), "`" + out + "` is there already", e);
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return AuditCommand.CANNOT_TELL;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private KeptLog chosen(List<KeptLog> logs) {
    if (node == null && logs.size() == 1) {
      return logs.getFirst();
    }
    for (KeptLog log : logs) {
      if (node != null && log.node() == node) {
        return log;
      }
    }
    var numbers = logs.stream().map(KeptLog::node).toList();
    throw new IllegalArgumentException("name one of the nodes " + numbers + " with --node");
  }

  private int export(KeptLog log) throws IOException, LedgerUnavailableException {
    String kept = log.checkpoint();
    if (kept == null) {
      spec.commandLine().getErr().println("no checkpoint is kept beside the log");
      return 1;
    }
    try {
      SignedNote note = cosigned(SignedNote.parse(kept), log);
      Checkpoint head = Checkpoint.parse(note.text());
      try (var file =
              Files.newOutputStream(out, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          var buffered = new BufferedOutputStream(file, 64 * 1024)) {
        write(log, note, head, buffered);
      }
      return 0;
    } catch (InvalidEvidenceException e) {
      spec.commandLine().getErr().println("the checkpoint kept beside the log: " + e.getMessage());
      return 1;
    }
  }

  /// The same checkpoint, with what witnesses have left of it.
  private static SignedNote cosigned(SignedNote kept, KeptLog log)
      throws InvalidEvidenceException, LedgerUnavailableException {
    SignedNote all = kept;
    for (String each : log.cosigned()) {
      SignedNote other = SignedNote.parse(each);
      all = other.text().equals(kept.text()) ? all.and(other) : all;
    }
    return all;
  }

  private void write(KeptLog log, SignedNote note, Checkpoint head, OutputStream to)
      throws IOException, LedgerUnavailableException {
    var export = new LogExport(to, log.node(), head.origin());
    var progress = new Progress(spec.commandLine().getErr(), out.toString());
    try {
      log.read(
          head.size().leaves(),
          new KeptLog.Reader() {
            @Override
            public void record(StoredEvent row, io.legate.audit.@Nullable Before before) {
              try {
                byte[] body = row.body();
                if (body == null) {
                  export.removed(row.stream(), row.seq(), row.hash());
                } else {
                  export.record(body, row.hash());
                }
                progress.reached(export.written());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }

            @Override
            public void unreadable(long leaf) {
              throw new UncheckedIOException(
                  new IOException("record " + leaf + " of the log cannot be read"));
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    export.end(note);
    spec.commandLine()
        .getOut()
        .println("%s: %s records of %s".formatted(out, export.written(), head.origin()));
  }
}
