package io.legate.app.audit;

import io.legate.inquiry.Inquiry;
import io.legate.inquiry.RecordFilter;
import io.legate.ledger.LedgerUnavailableException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
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

/// `legate audit query`.
@Command(
    name = "query",
    description = {
      "Prints the records that answer a question, one JSON object a line: where each stands, what"
          + " it is about, and the record as it was hashed.",
      "What it costs: of named tasks only their own records are read. Otherwise every task that was"
          + " made before --to and went on after --from is read whole, one in memory at a time; of"
          + " an export always everything, with what later records rest on in memory.",
      "That the records are what was written is not checked: that is `audit verify`."
    })
final class QueryCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private RecordsSource source = new RecordsSource();

  @Mixin private FilterOptions filters = new FilterOptions();

  @Option(names = "--limit", paramLabel = "N", description = "Stop after so many.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write there instead; must not be there yet.")
  private @Nullable Path out;

  @Override
  public Integer call() {
    RecordFilter filter = filters.filter();
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "`--limit` must be at least 1");
    }
    try (var records = source.open(filter)) {
      return answer(records, filter);
    } catch (LedgerUnavailableException e) {
      return AuditCommand.unread(spec.commandLine(), e);
    } catch (FileAlreadyExistsException e) {
      throw new ParameterException(spec.commandLine(), "`" + out + "` is there already", e);
    } catch (IOException | UncheckedIOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return AuditCommand.CANNOT_TELL;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private int answer(RecordsSource.Opened records, RecordFilter filter)
      throws LedgerUnavailableException, IOException {
    Path file = out;
    if (file == null) {
      return answer(records, filter, new LineWriter(spec.commandLine().getOut()));
    }
    try (OutputStream to =
        new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
      return answer(records, filter, new LineWriter(to));
    }
  }

  private int answer(RecordsSource.Opened records, RecordFilter filter, LineWriter lines)
      throws LedgerUnavailableException, IOException {
    PrintWriter err = spec.commandLine().getErr();
    var inquiry = new Inquiry(records.pages(), filter, null);
    var progress = new Progress(err, "query");
    long written = 0;
    List<Inquiry.Match> page;
    while (written < limit && (page = inquiry.next()) != null) {
      for (Inquiry.Match match : page) {
        if (written < limit) {
          lines.write(match);
          written++;
        }
      }
      progress.reached(inquiry.looked());
    }
    lines.flush();
    String of = records.size() < 0 ? "" : " of " + records.size();
    err.println(written + " records found, " + inquiry.looked() + of + " looked at");
    if (inquiry.removed() > 0) {
      err.println(inquiry.removed() + " of them had been removed, and what they said is not known");
    }
    if (inquiry.incomplete() > 0) {
      err.println(
          inquiry.incomplete()
              + " of them rest on records that are not here, and may be wanted after all");
    }
    err.flush();
    return 0;
  }
}
