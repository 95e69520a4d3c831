package io.legate.policy;

import io.legate.boundary.Boundary;
import io.legate.identity.ClientId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is allowed at all, whatever a task's boundary says: a ceiling, asked at issuance and again
/// at every decision.
///
/// Pure and immutable: one value is one version of the policy, named by its hash. A client that the
/// policy does not know is entitled to nothing.
public interface Policy {

  /// `sha-256:` and the hash of everything this policy says.
  String hash();

  /// Whether there is no policy at all: then nobody is entitled to anything, and the reason is
  /// `no_policy`.
  boolean isAbsent();

  /// What the client may itself do; nothing for one that is not known.
  Ceiling mayAct(ClientId client);

  /// What the client may pass on.
  Ceiling mayDelegate(ClientId client);

  /// What the client may hold: both of these.
  Ceiling mayHold(ClientId client);

  /// Whether the client may open tasks with a boundary of its own making.
  boolean mayOpen(ClientId client);

  /// Whether the client may open tasks by this template.
  boolean mayOpen(ClientId client, String template);

  /// Whether the client may open a task for itself, without a subject's token.
  boolean selfSubject(ClientId client);

  /// Whether `delegator` may exchange its own instance for a hop of `delegate`'s.
  boolean mayPush(ClientId delegator, ClientId delegate);

  /// Whether `delegator` may have an instance addressed to `delegate`.
  boolean mayAddress(ClientId delegator, ClientId delegate);

  /// Returns the template of that name, null where there is none.
  @Nullable Template template(String name);

  /// What policy says of the client that templates may use, such as a region; by name.
  Map<String, String> attributes(ClientId client);

  /// How long things may live at most, whatever they are for.
  Lifetimes lifetimes();

  /// How long they may live where the action is at stake: shorter the riskier it is.
  Lifetimes lifetimes(String action);

  /// How long they may live where anything in the boundary is at stake.
  Lifetimes lifetimes(Boundary boundary);

  /// How large a boundary may be.
  Sizes sizes();

  /// The client's roles; none for one that is not known.
  List<String> roles(ClientId client);

  /// What each action is.
  Catalogue catalogue();

  /// The rules that are about an action, in the order of the policy. Found without looking at the
  /// others.
  List<Rule> rules(String action);

  /// Whether there is a list of that name, though nothing may have been put on it yet.
  boolean hasList(String name);

  /// The circuit breakers.
  List<Breaker> breakers();

  /// Whom to ask where nothing else names anybody.
  EscalationDefaults escalation();

  /// Who may take a label off a task when they approve: client ids or roles; nobody by default.
  List<String> removers(String label);

  /// Which labels follow an opener into its next tasks for the same subject; none by default.
  CarryOver carryOver();

  /// How outcomes move trust scores; null where agents have none.
  @Nullable Trust trust();
}
