package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.Boundary;
import io.legate.control.ControlState;
import io.legate.crypto.Sha256;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.policy.Policy;
import io.legate.provenance.Disclosed;
import io.legate.provenance.Form;
import io.legate.provenance.Integrity;
import io.legate.provenance.SourceName;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.Learned;
import io.legate.task.Sighting;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.Consent;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.HopIssued;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEvent.Settled;
import io.legate.task.TaskEvent.TaskHeader;
import io.legate.task.TaskKey;
import io.legate.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A task that is made up event by event, to see what would be decided in it: for a policy's own
/// table of cases.
///
/// The decision is the real one, on the fold of the events. What leads to a hop in a real task is
/// NOT checked: that the opener may open it, and each agent delegate to the next.
public final class Rehearsal {

  /// Everything in it lives until long after the decision.
  private static final Duration LIFETIME = Duration.ofDays(365);

  private static final String PROFILE = "ai_agent";

  private static final ClientId PEP = new ClientId("legate:rehearsal");

  private final Ruling ruling;
  private final Policy policy;
  private final ControlState control;
  private final TaskId task;
  private TaskState state = TaskState.EMPTY;
  private long seq;
  private Instance instance;

  /// Who and what a task is for.
  ///
  /// @param chain the opener first, the holder last
  /// @param boundary of every hop
  /// @param template by which it was made, null where it is the opener's own
  public record Cast(
      List<ClientId> chain,
      String subject,
      List<String> subjectRoles,
      List<String> subjectScopes,
      Boundary boundary,
      @Nullable String template) {
    public Cast {
      chain = List.copyOf(chain);
      subjectRoles = List.copyOf(subjectRoles);
      subjectScopes = List.copyOf(subjectScopes);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("a chain has an opener");
      }
    }
  }

  /// Opens the task and makes its hops.
  public Rehearsal(Ruling ruling, Policy policy, ControlState control, Cast cast, Instant opened) {
    this.ruling = ruling;
    this.policy = policy;
    this.control = control;
    this.task = TaskId.at(opened);
    var header =
        new TaskHeader(
            cast.chain.getFirst(),
            cast.subject,
            cast.subjectRoles,
            cast.subjectScopes,
            null,
            null,
            "a rehearsal",
            opened.plus(LIFETIME),
            cast.chain.size(),
            policy.hash(),
            cast.template);
    Hop hop = hop(cast, 0, null, opened);
    instance = instance(hop, opened);
    state = state.withSightings(state.sightings().withKey(TaskKey.random()));
    append(new Opened(header, hop, instance, "", "", null, List.of()), opened);
    for (int depth = 1; depth < cast.chain.size(); depth++) {
      hop = hop(cast, depth, hop, opened);
      instance = instance(hop, opened);
      append(new HopIssued(hop, instance, new Consent.ByPush(""), ""), opened);
    }
  }

  /// Puts labels on the task, as reading something would have.
  public void label(List<String> labels, Instant at) {
    append(
        new Decided(
            new Decision(
                instance.hop(),
                PEP,
                Json.Obj.EMPTY,
                "",
                Decision.DENY,
                Json.Obj.EMPTY,
                Json.Obj.EMPTY,
                List.of(),
                labels,
                null,
                null,
                false,
                null,
                null,
                true,
                false)),
        at);
  }

  /// Makes the task meet a record, as if an answer had disclosed it, or, of [SourceName#PROMPT] and
  /// [SourceName#AGENT], as if the instruction had said it. Where the source is `named`, the
  /// instruction counts as pointing at it.
  public void meet(Disclosed record) {
    var key = Objects.requireNonNull(state.sightings().key(), "key");
    var source = policy.catalogue().source(record.source());
    var items = new ArrayList<Sighting.Item>();
    record
        .values()
        .members()
        .forEach(
            (field, value) -> {
              for (Json one : value instanceof Json.Arr(var all) ? all : List.of(value)) {
                var spellings =
                    source == null
                        ? Form.allOf(one)
                        : Objects.requireNonNull(source.fields().get(field)).valuesOf(one);
                for (var spelling : spellings) {
                  items.add(Sighting.Item.of(record.source(), field, spelling, key.hasher()));
                }
              }
            });
    boolean trusted = source == null || source.integrity() != Integrity.UNTRUSTED;
    var met = List.of(new Sighting(record.source(), trusted, items));
    var learned = new Learned("", met, new TreeMap<>(), state.sightings().last());
    seq++;
    state = state.withSightings(state.sightings().after(new Settled(0, PEP, null, learned), seq));
  }

  /// Decides, and goes on as if the answer had been given and the action done.
  public Verdict decide(ActionRequest action, Instant at) {
    String digest = action.digest();
    // Of an agent whose proof names what it means, as the clients here make them.
    var question = new Question(task, PEP, instance, action, digest, action.adg(), null);
    Ruled ruled = ruling.rule(policy, state, control, question, at);
    Answer answer = new Answering(policy).answer(state, question, ruled.verdict(), at);
    var allow = ruled.verdict() instanceof Verdict.Allow allowed ? allowed : null;
    append(
        new Decided(
            new Decision(
                instance.hop(),
                PEP,
                DecisionRecord.canonical(action),
                digest,
                answer.outcome().label(),
                answer.toJson(),
                ruled.basis(),
                allow == null ? List.of() : allow.charges(),
                allow == null ? List.of() : allow.labels(),
                allow == null ? null : Deeds.of(action, policy.catalogue().get(action.action())),
                null,
                false,
                null,
                null,
                false,
                true)),
        at);
    return ruled.verdict();
  }

  private void append(TaskEvent event, Instant at) {
    seq++;
    state = state.apply(event, seq, at, null);
  }

  private static Hop hop(Cast cast, int depth, @Nullable Hop parent, Instant at) {
    var client = cast.chain.get(depth);
    int permissions = cast.boundary.permissions().size();
    return new Hop(
        HopId.at(at),
        parent == null ? null : parent.id(),
        depth,
        client,
        PROFILE,
        key(client, depth),
        cast.boundary,
        parent == null ? List.of() : IntStream.range(0, permissions).boxed().toList(),
        at,
        at.plus(LIFETIME),
        cast.chain.size(),
        parent == null ? null : "",
        true,
        false,
        Set.of(),
        List.of());
  }

  /// Named like a key and none: nothing here is signed.
  private static VerificationKey key(ClientId client, int depth) {
    var named = Json.Obj.with("rehearsal", client.value()).with("depth", depth).build();
    return VerificationKey.of(SignatureAlgorithm.ES256, named);
  }

  private Instance instance(Hop hop, Instant at) {
    return new Instance(
        hop.id().toString(),
        hop.id(),
        Sha256.base64Url(hop.id().toString()),
        "",
        Instance.Target.RESOURCE_SERVER,
        at,
        at.plus(LIFETIME),
        "",
        "",
        policy.hash(),
        null,
        List.of(),
        false);
  }
}
