package io.legate.chain;

import io.legate.chain.MalformedChainException.Reason;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The actors of one hop, from the one that opened the task to the one that acts now.
///
/// In a token they are nested the other way round: "The outermost `act` claim represents the
/// current actor while nested `act` claims represent prior actors. The least recent actor is the
/// most deeply nested" (RFC 8693 section 4.1).
///
/// It does NOT refuse an actor that occurs twice; see [#contains].
///
/// @param actors the root hop's first; never empty, at most [#DEPTH_MAX] + 1
public record ActChain(List<Actor> actors) {

  /// The deepest hop of any task; the root hop's depth is 0. A deeper chain is refused, never cut.
  public static final int DEPTH_MAX = HopId.DEPTH_MAX;

  private static final Set<String> MEMBERS = Set.of("iss", "sub", "sub_profile", "act");

  public ActChain {
    actors = List.copyOf(actors);
    if (actors.isEmpty()) {
      throw new IllegalArgumentException("a chain needs an actor");
    }
    if (actors.size() > DEPTH_MAX + 1) {
      throw new IllegalArgumentException("a chain is deeper than " + DEPTH_MAX);
    }
  }

  /// Returns the chain of a task's root hop.
  public static ActChain root(Actor opener) {
    return new ActChain(List.of(opener));
  }

  /// Returns this chain one hop deeper.
  ///
  /// @throws IllegalArgumentException if it is as deep as can be; see [#isFull]
  public ActChain then(Actor next) {
    var longer = new ArrayList<>(actors);
    longer.add(next);
    return new ActChain(longer);
  }

  /// The depth of the hop: 0 for the root.
  public int depth() {
    return actors.size() - 1;
  }

  /// Returns whether no hop may follow.
  public boolean isFull() {
    return depth() == DEPTH_MAX;
  }

  /// Who acts now: the outermost `act`, and the only one a resource server decides by.
  public Actor current() {
    return actors.getLast();
  }

  /// Returns whether `actor` is already in the chain, so that passing the task to it is a cycle.
  public boolean contains(Actor actor) {
    return actors.stream().anyMatch(actor::isSameAs);
  }

  /// Returns the value of `act`.
  public Obj toJson() {
    Obj inner = Obj.EMPTY;
    for (var actor : actors) {
      var outer =
          Obj.with("iss", actor.iss())
              .with("sub", actor.sub())
              .with("sub_profile", actor.subProfile());
      inner = (inner.members().isEmpty() ? outer : outer.with("act", inner)).build();
    }
    return inner;
  }

  /// Reads the value of `act`.
  ///
  /// @throws MalformedChainException if an actor lacks a member, has another one than these four,
  ///   or the chain is too deep
  public static ActChain parse(Json act) throws MalformedChainException {
    var outermostFirst = new ArrayList<Actor>();
    for (Json at = act; at != null; at = next(at)) {
      if (outermostFirst.size() > DEPTH_MAX) {
        throw new MalformedChainException(Reason.TOO_DEEP);
      }
      outermostFirst.add(actor(at));
    }
    Collections.reverse(outermostFirst);
    return new ActChain(outermostFirst);
  }

  private static @Nullable Json next(Json act) {
    return act instanceof Obj object ? object.get("act") : null;
  }

  private static Actor actor(Json json) throws MalformedChainException {
    if (!(json instanceof Obj object)) {
      throw new MalformedChainException(Reason.NOT_AN_OBJECT);
    }
    if (!MEMBERS.containsAll(object.members().keySet())) {
      throw new MalformedChainException(Reason.MEMBER_UNKNOWN);
    }
    return new Actor(member(object, "iss"), member(object, "sub"), member(object, "sub_profile"));
  }

  private static String member(Obj actor, String name) throws MalformedChainException {
    String value = actor.string(name);
    if (value == null || value.isEmpty()) {
      throw new MalformedChainException(Reason.MEMBER_MISSING);
    }
    return value;
  }
}
