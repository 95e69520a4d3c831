package io.legate.app.audit;

import io.legate.evidence.EvidenceReader;
import io.legate.evidence.TaskAccount;
import io.legate.evidence.TaskJson;
import io.legate.evidence.TaskPicture;
import io.legate.identity.TaskId;
import io.legate.inquiry.RecordFilter;
import io.legate.json.Jcs;
import io.legate.ledger.LedgerUnavailableException;
import java.io.IOException;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `legate audit task`.
@Command(
    name = "task",
    description = {
      "Shows the whole tree of a task: its hops, what each was given less of than the one it had it"
          + " from, what each asked and was answered, what was taken away, and who approved.",
      "That the records are what was written is not checked: that is `audit verify`."
    })
final class TaskCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "ID", description = "The task.")
  private String id = "";

  @ArgGroup(multiplicity = "1")
  private RecordsSource source = new RecordsSource();

  /// How it is shown.
  enum Format {
    json,
    svg
  }

  @Option(
      names = "--format",
      paramLabel = "json|svg",
      description = "As JSON, or as a picture by itself. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.json;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write there instead; must not be there yet.")
  private @Nullable Path out;

  @Override
  public Integer call() {
    TaskId task = TaskId.parse(id);
    if (task == null) {
      throw new ParameterException(spec.commandLine(), "`" + id + "` is no id of a task");
    }
    var filter = new RecordFilter(List.of(task), null, null, null, null, null, null, null, null);
    try (var records = source.open(filter)) {
      var progress = new Progress(spec.commandLine().getErr(), "task");
      var found = EvidenceReader.read(records.pages(), filter, progress::reached).tasks();
      if (found.isEmpty()) {
        spec.commandLine().getErr().println("there is no record of task `" + id + "` here");
        return AuditCommand.CANNOT_TELL;
      }
      write(found.getFirst());
      return 0;
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

  private void write(TaskAccount task) throws IOException {
    String text =
        switch (format) {
          case json -> Jcs.text(TaskJson.write(task)) + "\n";
          case svg -> TaskPicture.file(task);
        };
    Path file = out;
    if (file == null) {
      var to = spec.commandLine().getOut();
      to.print(text);
      to.flush();
    } else {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    }
  }
}
