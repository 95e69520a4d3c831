package io.legate.task;

import io.legate.approval.Ask;
import io.legate.approval.GivenAnswer;
import io.legate.boundary.Boundary;
import io.legate.boundary.Removal;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.Actual;
import io.legate.limits.Charge;
import io.legate.policy.Breaker;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that happened to a task: one entry of its stream.
///
/// An event says what was decided, never what to decide: folding it needs no policy and no clock.
/// Evidence (statements, proofs) stands in it whole, tokens never.
public sealed interface TaskEvent {

  /// The task began, with its root hop and the hop's first instance.
  ///
  /// @param request digest of the request, by which a retry with other content is told
  /// @param proof the opener's proof, whole
  /// @param prompt the literals of the instruction, null where it has none
  /// @param labels that follow the opener from its earlier tasks for the same subject
  record Opened(
      TaskHeader header,
      Hop root,
      Instance instance,
      String request,
      String proof,
      @Nullable Sighting prompt,
      List<String> labels)
      implements TaskEvent {
    public Opened {
      labels = List.copyOf(labels);
    }
  }

  /// A hop was made, with its first instance.
  ///
  /// @param consent how the delegator consented
  /// @param proof the exchange's proof, whole
  record HopIssued(Hop hop, Instance instance, Consent consent, String proof)
      implements TaskEvent {}

  /// A hop got another instance.
  ///
  /// @param confirms whether the holder's own proof confirms a hop that was pushed to it
  record InstanceIssued(Instance instance, boolean confirms, String proof) implements TaskEvent {}

  /// An exchange was refused after the statement or token was found to be of this task.
  ///
  /// @param cause the exact cause, which the caller may not be told
  record ExchangeRefused(ClientId client, String code, String cause, String proof)
      implements TaskEvent {}

  /// A question was answered.
  record Decided(Decision decision) implements TaskEvent {}

  /// What came of an ALLOW was reported.
  ///
  /// A report of more than was reserved suspends the task: that follows in the fold.
  ///
  /// @param decision sequence number of the decision
  /// @param actual what was done; null where nobody knows, and then everything stays charged
  /// @param learned what the answer to the action disclosed; null where the report did not say
  record Settled(long decision, ClientId by, @Nullable Actual actual, @Nullable Learned learned)
      implements TaskEvent {}

  /// Permissions were taken out of a hop and what is below it.
  record Contained(HopId hop, List<Removal> removals, ClientId by, String reason)
      implements TaskEvent {
    public Contained {
      removals = List.copyOf(removals);
    }
  }

  /// A hop and what is below it ended for good.
  ///
  /// @param below the revoker's own hop; the hop's client and key are barred from new hops below it
  /// @param ended how many hops were live and are not any more
  record HopRevoked(HopId hop, HopId below, ClientId by, String reason, int ended)
      implements TaskEvent {}

  /// A hop and what is below it were halted; the root hop is the task.
  record Suspended(HopId hop, ClientId by, String reason) implements TaskEvent {}

  /// A suspension was lifted.
  ///
  /// @param all whether everybody's is, as an operator may; otherwise only `by`'s
  /// @param lifted clients whose bar is lifted
  /// @param below the hop below which they were barred
  record Resumed(
      HopId hop, ClientId by, boolean all, List<ClientId> lifted, HopId below, String reason)
      implements TaskEvent {
    public Resumed {
      lifted = List.copyOf(lifted);
    }
  }

  /// The task ended for good.
  ///
  /// @param ended how many hops were live and are not any more
  record Ended(TaskStatus how, ClientId by, String reason, int ended) implements TaskEvent {
    public Ended {
      if (how != TaskStatus.COMPLETED && how != TaskStatus.REVOKED) {
        throw new IllegalArgumentException("a task ends completed or revoked");
      }
    }
  }

  /// An agent was denied so often that a circuit breaker stops it, or the task. Recorded together
  /// with the denial that was one too many.
  ///
  /// @param breaker the breaker's id in policy
  record BreakerTripped(String breaker, ClientId client, Breaker.Trip effect)
      implements TaskEvent {}

  /// People are asked about an action. Recorded together with the decision that escalated.
  ///
  /// @param decision sequence number of that decision, which also names the escalation
  record Escalated(long decision, Ask ask) implements TaskEvent {}

  /// A person answered.
  ///
  /// @param escalation the decision that asked
  /// @param key it is signed with, so that anyone can check it
  /// @param approval the compact `approval+jwt`, whole
  /// @param hash of its signing input, by which it is told when it is sent again
  record EscalationAnswered(
      long escalation, GivenAnswer answer, VerificationKey key, String approval, String hash)
      implements TaskEvent {}

  /// Approvals bought their one ALLOW. Recorded together with it.
  ///
  /// @param decision the ALLOW
  /// @param escalations the decisions that asked
  record ApprovalSpent(long decision, List<Long> escalations) implements TaskEvent {
    public ApprovalSpent {
      escalations = List.copyOf(escalations);
    }
  }

  /// How a delegator consented to a hop.
  sealed interface Consent {
    /// It signed a statement.
    ///
    /// @param statement the compact `delegation+jwt`, whole
    /// @param hash of its signing input, by which it is told when presented again
    /// @param redeemableUntil its `exp`
    record ByStatement(String statement, String hash, Instant redeemableUntil) implements Consent {}

    /// It exchanged its own instance; the hop counts once its holder has renewed it.
    record ByPush(String instanceHash) implements Consent {}

    /// It had an instance addressed to the delegate.
    record ByAddress(String instanceHash) implements Consent {}
  }

  /// A question and its answer.
  ///
  /// @param hop whose holder asked
  /// @param pep the resource server that asked for it
  /// @param action the canonical action: `action`, `resource`, `arguments`
  /// @param digest of the canonical action
  /// @param outcome `allow`, `deny`, `escalate` or `rate_limited`
  /// @param answer everything the caller was told, from which a retry is answered
  /// @param checks what the record says beyond that: path, policy, ancestors
  /// @param charges what was reserved; empty unless allowed
  /// @param labels added to the task
  /// @param deed what an ALLOW adds to the task's history; null where it adds no more than that the
  ///   action happened
  /// @param written what an ALLOW writes to sources, null for nothing new
  /// @param pointedAt of an ALLOW: whether the action has string arguments and all of them stand in
  ///   the instruction, so that what it reads was asked for by name
  /// @param proofKey the spent proof's replay key; null for the further items of a batch
  /// @param proof the agent's proof, whole; null likewise
  /// @param attested whether the agent's proof, spent on this question, names this very action
  ///   (`adg`), so that the act is the agent's own and not only the resource server's word
  record Decision(
      HopId hop,
      ClientId pep,
      Json.Obj action,
      String digest,
      String outcome,
      Json.Obj answer,
      Json.Obj checks,
      List<Charge> charges,
      List<String> labels,
      @Nullable Deed deed,
      @Nullable Written written,
      boolean pointedAt,
      @Nullable String proofKey,
      @Nullable String proof,
      boolean dryRun,
      boolean attested) {
    /// The outcome of a decision that lets the action run.
    public static final String ALLOW = "allow";

    /// The outcome of a decision that asking again will not change.
    public static final String DENY = "deny";

    public Decision {
      charges = List.copyOf(charges);
      labels = List.copyOf(labels);
    }

    /// Whether it is a denial that counts against the agent: one it signed for, and not a question
    /// of what would be.
    public boolean countsAgainstAgent() {
      return outcome.equals(DENY) && attested && !dryRun;
    }

    /// Returns what it adds to the history where it is an ALLOW.
    Deed use() {
      return deed == null ? Deed.of(String.valueOf(action.string("action"))) : deed;
    }

    /// Returns how many rows were wanted, null where the question did not say.
    public @Nullable Long rowsWanted() {
      return checks.get("rows_wanted") instanceof Json.Num rows ? Long.valueOf(rows.text()) : null;
    }
  }

  /// What is fixed when a task is opened.
  ///
  /// @param subject `user:<provider>:<sub>`, or the opener's client id
  /// @param subjectRoles as the identity provider named them then; empty where it did not
  /// @param subjectScopes likewise
  /// @param subjectBoundary what the subject's own token delegated, null where it did not say
  /// @param subjectProof hash of the subject's token, null without one
  /// @param template id of policy's template that the root boundary was made from, whose
  ///   expressions are policy's own; null where the opener wrote the boundary
  record TaskHeader(
      ClientId opener,
      String subject,
      List<String> subjectRoles,
      List<String> subjectScopes,
      @Nullable Boundary subjectBoundary,
      @Nullable String subjectProof,
      String purpose,
      Instant expiresAt,
      int depthMax,
      String policyHash,
      @Nullable String template) {
    public TaskHeader {
      subjectRoles = List.copyOf(subjectRoles);
      subjectScopes = List.copyOf(subjectScopes);
    }
  }

  /// A client and key that may get no new hop below some hop.
  record Bar(HopId below, ClientId client, Thumbprint key) {}
}
