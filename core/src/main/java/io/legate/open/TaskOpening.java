package io.legate.open;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Fault;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.NormalForm;
import io.legate.caller.Caller;
import io.legate.caller.Spending;
import io.legate.control.ControlState;
import io.legate.crypto.Sha256;
import io.legate.identity.ClientKind;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.issue.Expressions;
import io.legate.issue.InstanceMint;
import io.legate.issue.InstanceMint.Narrowed;
import io.legate.issue.InstanceMint.Prepared;
import io.legate.issue.InstanceMint.Source;
import io.legate.issue.InstanceMint.Wanted;
import io.legate.issue.Targets;
import io.legate.issue.Targets.Target;
import io.legate.issue.Widening;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.ledger.OnceKey;
import io.legate.ledger.Turn;
import io.legate.open.OpenTask.Authority;
import io.legate.open.OpeningRules.Asked;
import io.legate.open.OpeningRules.Granted;
import io.legate.policy.Policies;
import io.legate.policy.Policy;
import io.legate.provenance.SourceName;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Drafts;
import io.legate.stream.Operation;
import io.legate.stream.Tasks;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.Liveness;
import io.legate.task.SightingBounds;
import io.legate.task.TaskEvent.InstanceIssued;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEvent.TaskHeader;
import io.legate.task.TaskKey;
import io.legate.task.TaskState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Opens tasks (DESIGN section 3, step 1).
///
/// The task's id follows from the caller and its request id, so that a retry meets the task that it
/// opened. It carries the request id's time and 74 bits of a digest: nobody who does not know the
/// request id can foresee it.
public final class TaskOpening {

  /// RFC 6749 section 3.3; may be empty here, for none.
  private static final Pattern SCOPE =
      Pattern.compile("[\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]{0,1024}");

  private static final int PURPOSE_CHARS_MAX = 512;

  private final Tasks tasks;
  private final Subjects subjects;
  private final Policies policies;
  private final Targets targets;
  private final InstanceMint mint;
  private final BoundaryLimits limits;
  private final SightingBounds bounds;
  private final Expressions expressions;
  private final Clock clock;

  public TaskOpening(
      Tasks tasks,
      Subjects subjects,
      Policies policies,
      Targets targets,
      InstanceMint mint,
      BoundaryLimits limits,
      SightingBounds bounds,
      Expressions expressions,
      Clock clock) {
    this.tasks = tasks;
    this.subjects = subjects;
    this.policies = policies;
    this.targets = targets;
    this.mint = mint;
    this.limits = limits;
    this.bounds = bounds;
    this.expressions = expressions;
    this.clock = clock;
  }

  /// Opens a task, or answers again what was answered to the same request.
  ///
  /// @throws RefusedException if it may not be opened; nothing is recorded then
  public OpenedTask open(Caller caller, OpenTask asked) throws RefusedException {
    caller.require(ClientKind.AGENT);
    caller.require("task.open");
    requireForm(asked);
    requireReadable(asked);
    var subject = subjects.of(asked.subjectToken(), caller, clock.instant());
    var opening = new Opening(caller, asked, subject);
    Prepared prepared =
        tasks.decide(
            opening.task(), key -> Spending.refusal(key, caller), turn -> decide(turn, opening));
    return answer(prepared);
  }

  /// A request that is in order as far as it goes by itself.
  private record Opening(Caller caller, OpenTask asked, Subjects.Subject subject) {

    Operation operation() {
      return Operation.of(caller.id(), "OpenTask", "", asked.request());
    }

    /// Where the literals come from: the subject's instruction, if a token of the subject's stands
    /// behind it and the opener brings no label along. Under one, what the opener says the subject
    /// asked for may be what somebody else wrote.
    String source(List<String> carried) {
      boolean asked = subject.proof() != null && carried.isEmpty();
      return asked ? SourceName.PROMPT : SourceName.AGENT;
    }

    /// A UUIDv7 with the request id's time and bits of the operation's digest.
    TaskId task() {
      byte[] digest = Sha256.digest(operation().key().getBytes(StandardCharsets.UTF_8));
      var bits = ByteBuffer.wrap(digest);
      long time = asked.request().value().getMostSignificantBits() & 0xFFFF_FFFF_FFFF_0000L;
      long high = time | 0x7000 | (bits.getLong() & 0x0FFF);
      long low = (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
      return new TaskId(new UUID(high, low));
    }

    /// What a retry is compared by: all that was asked, but not the proofs, which differ each time,
    /// nor what policy made of it, which may be another by then. The literals stand in it under the
    /// task's key, so that they cannot be found by trying once that is erased.
    String digest(TaskKey key) {
      String literals = Jcs.text(Json.Arr.ofStrings(asked.literals()));
      var json =
          Json.Obj.with("purpose", asked.purpose())
              .with("literals", key.hasher().hash(literals).toString())
              .with("authority", authority())
              .with("expires_at", asked.expiresAt().toEpochMilli())
              .with("max_depth", asked.maxDepth())
              .withOptional("audience", asked.audience())
              .with("scope", asked.scope())
              .with("subject", subject.name())
              .with("key", caller.key().thumbprint().value())
              .build();
      return Sha256.base64Url(Jcs.text(json));
    }

    private Json authority() {
      return switch (asked.authority()) {
        case Authority.Stated(var details) -> details;
        case Authority.FromTemplate(var name, var parameters) ->
            Json.Obj.with("template", name).with("parameters", parameters).build();
      };
    }
  }

  private Prepared decide(Turn<TaskState, ControlState> turn, Opening opening)
      throws RefusedException {
    requireStanding(turn, opening.caller);
    Operation operation = opening.operation();
    TaskKey key = key(turn.state());
    String digest = opening.digest(key);
    var earlier = tasks.earlier(turn, operation, digest);
    if (earlier != null) {
      return again(turn, opening);
    }
    if (turn.nextSeq() > 1) {
      throw new RefusedException(
          Code.REQUEST_EXPIRED, "`request_id` opened a task more than an hour ago");
    }
    Instant at = turn.at();
    Policy policy = policies.inForce(turn.control().state());
    var asked = new Asked(opening.caller, opening.asked, opening.subject, end(opening.asked));
    Granted granted = new OpeningRules(policy, limits, expressions).check(asked, at);
    Target target = targets.of(opening.asked.audience(), granted.boundary());
    if (target.kind() == Instance.Target.AGENT) {
      throw new RefusedException(Code.INVALID_TARGET, "a root token is not addressed to an agent");
    }
    TaskHeader header = header(opening, granted, policy);
    Hop root = root(opening, granted, at);
    var source = new Source(opening.task(), header, List.of(root));
    Prepared prepared =
        mint.prepare(
            source, wanted(opening, granted, policy, target, at), turn.control().state(), at);
    List<String> carried =
        policy
            .carryOver()
            .carried(
                turn.control().state().facts().carried(), header.opener(), header.subject(), at);
    var event =
        new Opened(
            header,
            root,
            prepared.instance(),
            digest,
            opening.caller.proof().compact(),
            Prompt.of(opening.asked.literals(), opening.source(carried), key),
            carried);
    turn.append(Drafts.of(event, key, operation, once(opening)));
    return prepared;
  }

  /// That of the task, or a new one for a new task. A request for a task whose key was erased is
  /// like no other.
  private static TaskKey key(TaskState state) {
    TaskKey key = state.sightings().key();
    return key == null ? TaskKey.random() : key;
  }

  /// A retry gets the same claims while they last, and nothing that lasts longer: the opener has
  /// the exchange for that.
  private Prepared again(Turn<TaskState, ControlState> turn, Opening opening)
      throws RefusedException {
    TaskState state = turn.state();
    HopId root = java.util.Objects.requireNonNull(state.root(), "an open task has a root");
    var instances = new ArrayList<Instance>();
    state
        .instances()
        .forEach(
            (_, entry) -> {
              Instance instance = entry.value();
              if (instance.hop().equals(root)
                  && isFor(instance, opening.asked.audience())
                  && turn.at().isBefore(instance.expiresAt())) {
                instances.add(instance);
              }
            });
    if (instances.isEmpty()) {
      throw new RefusedException(
          Code.REQUEST_EXPIRED, "the task was opened, and its first token has expired");
    }
    instances.sort(java.util.Comparator.comparing(Instance::issuedAt));
    var source = new Source(opening.task(), state.requireHeader(), state.chain(root));
    for (Instance instance : instances) {
      Prepared again = mint.again(source, instance, turn.control().state());
      if (again != null) {
        return again;
      }
    }
    return elsewhere(turn, opening, source, instances.getFirst());
  }

  /// What another key has signed, another node's or one before, cannot be signed again here: the
  /// same hop gets another instance, the same but for its name, its beginning and its signer. A
  /// third attempt here finds that.
  private Prepared elsewhere(
      Turn<TaskState, ControlState> turn, Opening opening, Source source, Instance signed)
      throws RefusedException {
    Hop root = source.chain().getLast();
    var faults = Liveness.faults(turn.state(), turn.control().state(), root.id(), turn.at());
    if (!faults.isEmpty()) {
      throw new RefusedException(
          Code.TASK_CLOSED, "the task was opened, and its root is not live any more");
    }
    var wanted =
        new Wanted(
            signed.audience(),
            signed.target(),
            signed.scope(),
            signed.policyHash(),
            signed.expiresAt(),
            Narrowed.NOT);
    Prepared prepared = mint.prepare(source, wanted, turn.control().state(), turn.at());
    var event = new InstanceIssued(prepared.instance(), false, opening.caller.proof().compact());
    Tasks.append(turn, event, null, opening.caller.once());
    return prepared;
  }

  private static boolean isFor(Instance instance, @Nullable String audience) {
    return audience == null
        ? instance.target() == Instance.Target.ISSUER
        : instance.audience().equals(audience);
  }

  private OpenedTask answer(Prepared prepared) {
    Hop root = prepared.source().chain().getLast();
    TaskHeader header = prepared.source().header();
    return new OpenedTask(
        mint.sign(prepared), header.subject(), root.boundary().hash(), header.expiresAt());
  }

  private static TaskHeader header(Opening opening, Granted granted, Policy policy) {
    return new TaskHeader(
        opening.caller.id(),
        opening.subject.name(),
        opening.subject.roles(),
        opening.subject.scopes(),
        opening.subject.boundary(),
        opening.subject.proof(),
        opening.asked.purpose(),
        end(opening.asked),
        opening.asked.maxDepth(),
        policy.hash(),
        granted.template());
  }

  private static Hop root(Opening opening, Granted granted, Instant at) {
    var client = opening.caller.client();
    return new Hop(
        HopId.at(at),
        null,
        0,
        client.id(),
        client.actProfile(),
        opening.caller.key(),
        granted.boundary(),
        List.of(),
        at,
        end(opening.asked),
        opening.asked.maxDepth(),
        null,
        true,
        false,
        Set.of(),
        List.of());
  }

  private static Wanted wanted(
      Opening opening, Granted granted, Policy policy, Target target, Instant at) {
    Instant expiresAt = at.plus(granted.lifetimes().instance());
    Instant end = end(opening.asked);
    return new Wanted(
        target.audience(),
        target.kind(),
        opening.asked.scope(),
        policy.hash(),
        expiresAt.isBefore(end) ? expiresAt : end,
        Narrowed.NOT);
  }

  private static List<OnceKey> once(Opening opening) {
    var once = new ArrayList<>(opening.caller.once());
    once.addAll(opening.subject.once());
    return once;
  }

  private static Instant end(OpenTask asked) {
    return asked.expiresAt().truncatedTo(ChronoUnit.SECONDS);
  }

  /// What is right under no policy is refused before anything is looked at.
  private void requireReadable(OpenTask asked) throws RefusedException {
    switch (asked.authority()) {
      case Authority.Stated(var details) -> {
        try {
          var _ = Boundary.parse(details, limits);
        } catch (InvalidBoundaryException e) {
          throw Widening.refusal(e);
        }
      }
      case Authority.FromTemplate(_, var parameters) -> {
        Fault fault = NormalForm.value(parameters);
        require(fault == null, "`template_parameters` has a value that is not in normal form");
      }
    }
  }

  private void requireForm(OpenTask asked) throws RefusedException {
    require(asked.literals().size() <= bounds.literals(), "there are too many `literals`");
    for (String literal : asked.literals()) {
      require(
          literal.length() <= SightingBounds.LITERAL_CHARS_MAX,
          "one of the `literals` is too long");
    }
    require(!asked.purpose().isBlank(), "`purpose` is missing");
    require(asked.purpose().length() <= PURPOSE_CHARS_MAX, "`purpose` is too long");
    require(SCOPE.matcher(asked.scope()).matches(), "`scope` is not well-formed");
  }

  private static void requireStanding(Turn<TaskState, ControlState> turn, Caller caller)
      throws RefusedException {
    if (!caller.stands(turn.control().state())) {
      throw new RefusedException(Code.INVALID_CLIENT, "client or key was revoked");
    }
  }

  private static void require(boolean holds, String otherwise) throws RefusedException {
    if (!holds) {
      throw new RefusedException(Code.INVALID_REQUEST, otherwise);
    }
  }
}
