package io.legate.app.audit;

import io.legate.inquiry.InvalidFilterException;
import io.legate.inquiry.RecordFilter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which records are wanted, as options say it. All that are given must hold.
final class FilterOptions {

  /// What the options are called where that differs from the question's own words.
  private static final Map<String, String> NAMES =
      Map.of("client", "agent", "since", "from", "until", "to");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--task",
      paramLabel = "ID",
      description = "Of this task; may be repeated. Found without looking at others.")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = {"--agent", "--client"},
      paramLabel = "ID",
      description = "In which this client acts, asks or is acted upon.")
  private @Nullable String client;

  @Option(names = "--subject", paramLabel = "SUB", description = "On behalf of this subject.")
  private @Nullable String subject;

  @Option(
      names = "--action",
      paramLabel = "NAME",
      description = "About this action, or a family such as `payments.*`.")
  private @Nullable String action;

  @Option(
      names = "--resource",
      paramLabel = "NAME",
      description = "About this resource, or all below one, such as `invoice://acme/*`.")
  private @Nullable String resource;

  @Option(
      names = "--decision",
      paramLabel = "WHICH",
      description = "Decisions that came to: allow, deny, escalate, rate_limited.")
  private @Nullable String decision;

  @Option(
      names = "--approver",
      paramLabel = "ID",
      description = "Answered by this person, or rests on this person's approval.")
  private @Nullable String approver;

  @Option(
      names = {"--from", "--since"},
      paramLabel = "TIME",
      description = "The first moment: a day, 2026-11-01, which begins in UTC, or an instant.")
  private @Nullable String from;

  @Option(
      names = {"--to", "--until"},
      paramLabel = "TIME",
      description = "The first moment that does not count any more.")
  private @Nullable String to;

  /// Returns the question.
  ///
  /// @throws ParameterException naming the option that is wrong
  RecordFilter filter() {
    try {
      return RecordFilter.of(
          new RecordFilter.Text(
              tasks,
              client,
              subject,
              action,
              resource,
              decision,
              approver,
              instant("--from", from),
              instant("--to", to)));
    } catch (InvalidFilterException e) {
      String name = NAMES.getOrDefault(e.member(), e.member());
      throw new ParameterException(spec.commandLine(), "`--" + name + "` " + e.sentence(), e);
    }
  }

  private @Nullable Instant instant(String option, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(),
          "`"
              + option
              + "` must be a day such as 2026-11-01 or an instant such as 2026-11-01T08:00:00Z, not"
              + " `"
              + text
              + "`",
          e);
    }
  }
}
