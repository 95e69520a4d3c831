package io.legate.open;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.caller.Caller;
import io.legate.issue.Expressions;
import io.legate.issue.Widening;
import io.legate.json.Json;
import io.legate.open.OpenTask.Authority;
import io.legate.policy.Ceiling;
import io.legate.policy.KnownValues;
import io.legate.policy.Lifetimes;
import io.legate.policy.Policy;
import io.legate.policy.Template;
import io.legate.policy.TemplateException;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.refusal.RefusedException.Detail;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a task may be opened under one policy, and with which boundary.
record OpeningRules(Policy policy, BoundaryLimits limits, Expressions expressions) {

  /// What is asked for, and by whom.
  ///
  /// @param end of the task
  record Asked(Caller caller, OpenTask task, Subjects.Subject subject, Instant end) {}

  /// What may be opened.
  ///
  /// @param template by which it was made; null where the opener stated the boundary
  /// @param lifetimes of what is issued for it
  record Granted(Boundary boundary, @Nullable String template, Lifetimes lifetimes) {}

  /// Checks what is asked for.
  ///
  /// @throws RefusedException with the first check that failed
  Granted check(Asked asked, Instant at) throws RefusedException {
    requireOpener(asked);
    Template template = template(asked.task.authority());
    Boundary boundary = boundary(asked, template);
    String excess = policy.sizes().excess(boundary);
    if (excess != null) {
      throw new RefusedException(Code.INVALID_AUTHORIZATION_DETAILS, excess);
    }
    var beyond = policy.mayHold(asked.caller.id()).violations(boundary);
    if (!beyond.isEmpty()) {
      throw Widening.refusal(beyond, "what policy entitles the opener to");
    }
    if (template == null) {
      // A template's expressions are policy's own, and were compiled with it.
      expressions.require(boundary, policy.catalogue());
    }
    Boundary consented = asked.subject.boundary();
    if (consented != null) {
      var unconsented = Ceiling.violations(consented, boundary);
      if (!unconsented.isEmpty()) {
        throw Widening.refusal(unconsented, "what the subject delegated");
      }
    }
    Boundary allowed = asked.subject.allowed();
    if (allowed != null) {
      var unallowed = Ceiling.violations(allowed, boundary);
      if (!unallowed.isEmpty()) {
        throw Widening.refusal(unallowed, "what the subject's roles, groups and scope allow");
      }
    }
    requireBounds(asked, template, at);
    return new Granted(
        boundary, template == null ? null : template.name(), policy.lifetimes(boundary));
  }

  private void requireOpener(Asked asked) throws RefusedException {
    var opener = asked.caller.id();
    if (policy.isAbsent()) {
      throw new RefusedException(Code.ACCESS_DENIED, "no policy is in force");
    }
    boolean may =
        switch (asked.task.authority()) {
          case Authority.Stated _ -> policy.mayOpen(opener);
          case Authority.FromTemplate(var name, _) -> policy.mayOpen(opener, name);
        };
    if (!may) {
      throw new RefusedException(
          Code.ACCESS_DENIED,
          asked.task.authority() instanceof Authority.FromTemplate
              ? "policy does not let this agent open tasks by this template"
              : "policy does not let this agent open tasks");
    }
    if (asked.task.subjectToken() == null && !policy.selfSubject(opener)) {
      throw new RefusedException(
          Code.ACCESS_DENIED, "policy does not let this agent open a task for itself");
    }
  }

  private @Nullable Template template(Authority authority) throws RefusedException {
    if (!(authority instanceof Authority.FromTemplate(var name, _))) {
      return null;
    }
    Template template = policy.template(name);
    if (template == null) {
      throw new RefusedException(Code.INVALID_REQUEST, "`template` names none that policy has");
    }
    return template;
  }

  private Boundary boundary(Asked asked, @Nullable Template template) throws RefusedException {
    Json details =
        switch (asked.task.authority()) {
          case Authority.Stated(var stated) -> stated;
          case Authority.FromTemplate(_, var parameters) ->
              filled(java.util.Objects.requireNonNull(template), parameters, asked);
        };
    try {
      return Boundary.parse(details, limits);
    } catch (InvalidBoundaryException e) {
      throw Widening.refusal(e);
    }
  }

  private Json filled(Template template, Json.Obj parameters, Asked asked) throws RefusedException {
    var opener = asked.caller.id();
    var known =
        new KnownValues(
            asked.subject.name(),
            asked.subject.provider(),
            asked.subject.sub(),
            opener.value(),
            policy.attributes(opener));
    try {
      return template.fill(parameters, known.byName());
    } catch (TemplateException e) {
      var details =
          e.faults().stream()
              .map(
                  fault ->
                      new Detail(
                          "/template_parameters/" + fault.parameter(),
                          fault.reason(),
                          fault.sentence()))
              .toList();
      throw new RefusedException(
          Code.INVALID_REQUEST,
          "`template_parameters` do not fill the template: " + e.getMessage(),
          details);
    }
  }

  private void requireBounds(Asked asked, @Nullable Template template, Instant at)
      throws RefusedException {
    int depth = policy.lifetimes().depth();
    Duration lifetime = policy.lifetimes().task();
    if (template != null && template.maxDepth() != null) {
      depth = Math.min(depth, template.maxDepth());
    }
    if (template != null && template.lifetime() != null) {
      lifetime = template.lifetime().compareTo(lifetime) < 0 ? template.lifetime() : lifetime;
    }
    if (asked.task.maxDepth() < 0 || asked.task.maxDepth() > depth) {
      throw new RefusedException(Code.INVALID_REQUEST, "`max_depth` must be from 0 to " + depth);
    }
    if (!asked.end.isAfter(at)) {
      throw new RefusedException(Code.INVALID_REQUEST, "`expires_at` has passed");
    }
    if (asked.end.isAfter(at.plus(lifetime))) {
      throw new RefusedException(
          Code.INVALID_REQUEST,
          "`expires_at` is further away than policy allows, which is " + lifetime);
    }
  }
}
