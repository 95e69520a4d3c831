package io.legate.bundle;

import io.legate.authorize.Reason;
import io.legate.authorize.Rehearsal;
import io.legate.authorize.Rehearsal.Cast;
import io.legate.authorize.Ruling;
import io.legate.authorize.Verdict;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.bundle.Case.Authority;
import io.legate.bundle.Case.Past;
import io.legate.control.ControlEvent.ListChanged;
import io.legate.control.ControlEvent.SignalSet;
import io.legate.control.ControlState;
import io.legate.control.Signal;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import io.legate.policy.Conditions;
import io.legate.policy.KnownValues;
import io.legate.policy.Policy;
import io.legate.policy.Template;
import io.legate.policy.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides a bundle's own cases, as the broker would under it.
public final class CaseTable {

  private static final ClientId NOBODY = new ClientId("legate:rehearsal");

  /// Between the opening of a case's task and its oldest deed.
  private static final Duration BEFORE = Duration.ofMinutes(1);

  private static final Duration SIGNAL_LIFETIME = Duration.ofDays(365);

  private final Policy policy;
  private final Ruling ruling;

  private CaseTable(Policy policy, Conditions conditions) {
    this.policy = policy;
    this.ruling = new Ruling(conditions);
  }

  /// One row.
  ///
  /// @param expected the decision, with the reason where one is named
  /// @param observed the decision with all its reasons, or why there was none
  public record Row(String name, String expected, String observed, boolean held) {}

  /// Returns a row for each case, in their order.
  ///
  /// @throws InvalidFilesException with everything that is wrong with the cases
  public static List<Row> decide(YamlBundles.Read bundle, Conditions conditions)
      throws InvalidFilesException {
    var table = new CaseTable(bundle.bundle().policy(), conditions);
    return CaseReader.read(bundle).stream().map(table::row).toList();
  }

  /// Reads the cases and decides none.
  ///
  /// @throws InvalidFilesException with everything that is wrong with the cases
  public static void check(YamlBundles.Read bundle) throws InvalidFilesException {
    var _ = CaseReader.read(bundle);
  }

  private Row row(Case one) {
    String expected = one.then().toString();
    Boundary boundary;
    try {
      boundary = boundary(one);
    } catch (TemplateException | InvalidBoundaryException e) {
      return new Row(one.name(), expected, "no boundary: " + e.getMessage(), false);
    }
    if (boundary == null) {
      return new Row(one.name(), expected, "there is no such template", false);
    }
    Instant opened = opened(one);
    var rehearsal =
        new Rehearsal(ruling, policy, control(one, opened), cast(one, boundary), opened);
    rehearsal.label(one.labels(), opened);
    one.met().forEach(rehearsal::meet);
    for (Past past : one.history()) {
      for (int i = 0; i < past.times(); i++) {
        Verdict verdict = rehearsal.decide(past.action(), one.at().minus(past.ago()));
        if (!(verdict instanceof Verdict.Allow)) {
          String deed = "`" + past.action().action() + "` of its history is not allowed: ";
          return new Row(one.name(), expected, deed + told(verdict), false);
        }
      }
    }
    Verdict verdict = rehearsal.decide(one.when(), one.at());
    String code = one.then().reason();
    boolean held =
        decision(verdict).equals(one.then().decision())
            && (code == null || reasons(verdict).stream().anyMatch(each -> is(each, code)));
    return new Row(one.name(), expected, told(verdict), held);
  }

  private static boolean is(Reason reason, String code) {
    return reason.code().equals(code);
  }

  private static Instant opened(Case one) {
    Duration longest =
        one.history().stream().map(Past::ago).max(Duration::compareTo).orElse(Duration.ZERO);
    return one.at().minus(longest).minus(BEFORE);
  }

  private static Cast cast(Case one, Boundary boundary) {
    String subject = one.subject().id();
    return new Cast(
        one.chain(),
        subject == null ? one.chain().getFirst().value() : subject,
        one.subject().roles(),
        one.subject().scopes(),
        boundary,
        one.authority() instanceof Authority.ByTemplate(var name, _) ? name : null);
  }

  private @Nullable Boundary boundary(Case one) throws TemplateException, InvalidBoundaryException {
    Json details =
        switch (one.authority()) {
          case Authority.Stated(var stated) -> stated;
          case Authority.ByTemplate(var name, var parameters) -> {
            Template template = policy.template(name);
            yield template == null ? null : template.fill(parameters, known(one).byName());
          }
        };
    return details == null ? null : Boundary.parse(details, BoundaryLimits.DEFAULT);
  }

  /// A subject is `user:<provider>:<sub>`; anything else is the opener itself.
  private KnownValues known(Case one) {
    var opener = one.chain().getFirst();
    String id = one.subject().id() == null ? opener.value() : one.subject().id();
    String[] parts = id.split(":", 3);
    boolean user = parts.length == 3 && parts[0].equals("user");
    return new KnownValues(
        id,
        user ? parts[1] : null,
        user ? parts[2] : null,
        opener.value(),
        policy.attributes(opener));
  }

  private static ControlState control(Case one, Instant opened) {
    ControlState state = ControlState.EMPTY;
    for (var list : one.lists().entrySet()) {
      var members = List.copyOf(list.getValue());
      state =
          state.apply(
              new ListChanged(list.getKey(), 1, members, List.of(), NOBODY, "given"), opened);
    }
    var request = new RequestId(Uuid7.at(opened));
    for (Case.Signal signal : one.signals()) {
      var key = new Signal.Key(signal.name(), signal.about());
      var value = new Signal(signal.value(), opened, opened.plus(SIGNAL_LIFETIME), NOBODY, request);
      state = state.apply(new SignalSet(key, value), opened);
    }
    return state;
  }

  private static String told(Verdict verdict) {
    String codes =
        reasons(verdict).stream().map(Reason::code).distinct().collect(Collectors.joining(", "));
    return codes.isEmpty() ? decision(verdict) : decision(verdict) + " (" + codes + ")";
  }

  private static String decision(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _ -> "allow";
      case Verdict.Deny _ -> "deny";
      case Verdict.Escalate _ -> "escalate";
      case Verdict.RateLimited _ -> "rate_limited";
    };
  }

  private static List<Reason> reasons(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _ -> new ArrayList<>();
      case Verdict.Deny(var reasons) -> reasons;
      case Verdict.Escalate(var reasons, _, _) -> reasons;
      case Verdict.RateLimited(var reasons, _) -> reasons;
    };
  }
}
