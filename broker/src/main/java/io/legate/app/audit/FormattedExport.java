package io.legate.app.audit;

import io.legate.app.audit.ExportCommand.Format;
import io.legate.inquiry.Inquiry;
import io.legate.inquiry.RecordFilter;
import io.legate.json.Jcs;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.siem.Ocsf;
import io.legate.siem.Otlp;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Records written for systems that collect logs, one a line.
///
/// @param line of the command, which is told how far it is
/// @param out where to write
record FormattedExport(CommandLine line, Path out, Format format) {

  /// Writes them and returns the exit code.
  int write(@Nullable Path data, @Nullable String ledger, RecordFilter filter) {
    try (var records = RecordsSource.open(data, ledger, filter);
        var file =
            new BufferedOutputStream(
                Files.newOutputStream(out, StandardOpenOption.CREATE_NEW), 64 * 1024)) {
      long written = write(new Inquiry(records.pages(), filter, null), new LineWriter(file));
      line.getOut().println("%s: %s records".formatted(out, written));
      return 0;
    } catch (LedgerUnavailableException e) {
      return AuditCommand.unread(line, e);
    } catch (FileAlreadyExistsException e) {
      throw new ParameterException(line, "`" + out + "` is there already", e);
    } catch (IOException e) {
      line.getErr().println(e.getMessage());
      return AuditCommand.CANNOT_TELL;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, String.valueOf(e.getMessage()), e);
    }
  }

  private long write(Inquiry inquiry, LineWriter lines)
      throws LedgerUnavailableException, IOException {
    var progress = new Progress(line.getErr(), out.toString());
    long written = 0;
    List<Inquiry.Match> page;
    while ((page = inquiry.next()) != null) {
      for (Inquiry.Match match : page) {
        lines.line(Jcs.text(format == Format.ocsf ? Ocsf.event(match) : Otlp.logs(match)));
        written++;
      }
      progress.reached(inquiry.looked());
    }
    lines.flush();
    return written;
  }
}
