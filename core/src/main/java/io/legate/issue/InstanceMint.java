package io.legate.issue;

import io.legate.boundary.Boundary;
import io.legate.chain.ActChain;
import io.legate.chain.Actor;
import io.legate.control.ControlState;
import io.legate.crypto.Base64Url;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.TaskEvent.TaskHeader;
import io.legate.token.InstanceClaims;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes token instances with this node's key.
///
/// Claims follow from the task, the hop's chain and the instance's own record alone, so that a
/// retry makes the same signing input again.
public final class InstanceMint {

  private static final int JTI_BYTES = 16;

  /// A dot and a signature: both of the algorithms that a node signs with give 64 bytes.
  private static final int SIGNATURE_CHARS = 1 + 86;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String issuer;
  private final NodeSigning signing;
  private final int tokenCharsMax;

  /// @param tokenCharsMax the longest token that anybody accepts
  public InstanceMint(String issuer, NodeSigning signing, int tokenCharsMax) {
    this.issuer = issuer;
    this.signing = signing;
    this.tokenCharsMax = tokenCharsMax;
  }

  /// What an instance is made from.
  ///
  /// @param chain the hop and every ancestor, the root last
  public record Source(TaskId task, TaskHeader header, List<Hop> chain) {
    public Source {
      chain = List.copyOf(chain);
    }

    Hop hop() {
      return chain.getFirst();
    }
  }

  /// What is asked of an instance.
  ///
  /// @param narrowed a boundary within the hop's, with the index of the hop's permission for each
  ///   of its own; the hop's own where nothing was narrowed
  public record Wanted(
      String audience,
      Instance.Target target,
      String scope,
      String policyHash,
      Instant expiresAt,
      Narrowed narrowed) {}

  /// A boundary within the hop's.
  ///
  /// @param boundary null for the hop's own
  public record Narrowed(@Nullable Boundary boundary, List<Integer> parents) {
    /// The hop's own boundary.
    public static final Narrowed NOT = new Narrowed(null, List.of());

    public Narrowed {
      parents = List.copyOf(parents);
    }
  }

  /// An instance that is not signed yet.
  ///
  /// @param signer what its key id names
  public record Prepared(Source source, Instance instance, SigningInput input, Signer signer) {}

  /// Prepares a new instance. Its times are cut to whole seconds, which is all a claim can say.
  ///
  /// @param control under which it is decided
  /// @throws RefusedException with [Code#INVALID_AUTHORIZATION_DETAILS] if the token would be too
  ///   long for anybody to accept: its holder could neither show it nor exchange it; with
  ///   [Code#TEMPORARILY_UNAVAILABLE] where this node may not sign any more
  public Prepared prepare(Source source, Wanted wanted, ControlState control, Instant at)
      throws RefusedException {
    Signer signer = signing.signer(control);
    Instant issuedAt = at.truncatedTo(ChronoUnit.SECONDS);
    byte[] jti = new byte[JTI_BYTES];
    RANDOM.nextBytes(jti);
    var draft =
        new Instance(
            Base64Url.encode(jti),
            source.hop().id(),
            "",
            wanted.audience,
            wanted.target,
            issuedAt,
            wanted.expiresAt.truncatedTo(ChronoUnit.SECONDS),
            signer.publicKey().thumbprint().value(),
            wanted.scope,
            wanted.policyHash,
            wanted.narrowed.boundary,
            wanted.narrowed.parents,
            false);
    SigningInput input = input(source, draft, signer);
    requirePresentable(input.characters() + SIGNATURE_CHARS);
    return new Prepared(source, draft.withHash(input.hash()), input, signer);
  }

  private void requirePresentable(int characters) throws RefusedException {
    if (characters > tokenCharsMax) {
      throw new RefusedException(
          Code.INVALID_AUTHORIZATION_DETAILS,
          "the token would be "
              + characters
              + " characters long and may be "
              + tokenCharsMax
              + ": ask for less, or for one resource server's part");
    }
  }

  /// Prepares an instance again from its record, so that signing it gives a token with the same
  /// claims. Returns null where it was signed with another key than this node signs with now.
  ///
  /// @param control under which it is decided
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE] where this node may not sign any
  ///   more
  public @Nullable Prepared again(Source source, Instance recorded, ControlState control)
      throws RefusedException {
    Signer signer = signing.signer(control);
    if (!recorded.kid().equals(signer.publicKey().thumbprint().value())) {
      return null;
    }
    SigningInput input = input(source, recorded, signer);
    if (!input.hash().equals(recorded.hash())) {
      throw new IllegalStateException("an instance cannot be made again from its record");
    }
    return new Prepared(source, recorded, input, signer);
  }

  /// Signs what stands on the ledger by now.
  public IssuedInstance sign(Prepared prepared) {
    Instance instance = prepared.instance;
    Hop hop = prepared.source.hop();
    return new IssuedInstance(
        prepared.input.signedBy(prepared.signer),
        instance.issuedAt(),
        instance.expiresAt(),
        instance.scope(),
        carried(hop, instance),
        prepared.source.task,
        hop.id(),
        hop.endsAt(),
        hop.depth(),
        List.of());
  }

  /// What an instance carries. A resource server learns only what it may be asked for; whoever goes
  /// on delegating needs the whole.
  private static Json.Arr carried(Hop hop, Instance instance) {
    Boundary narrowed = instance.narrowed();
    Boundary boundary = narrowed == null ? hop.boundary() : narrowed;
    return switch (instance.target()) {
      case RESOURCE_SERVER -> boundary.forAudience(instance.audience()).toJson();
      case ISSUER, AGENT -> boundary.toJson();
    };
  }

  /// Limits never live in a token: the ledger counts them, and a reader could only mistake them for
  /// what is left.
  private static Json.Arr withoutLimits(Json.Arr permissions) {
    var kept = new ArrayList<Json>();
    for (Json permission : permissions.items()) {
      var members = new LinkedHashMap<>(((Json.Obj) permission).members());
      members.remove("limits");
      kept.add(new Json.Obj(members));
    }
    return new Json.Arr(kept);
  }

  private SigningInput input(Source source, Instance instance, Signer signer) {
    Hop hop = source.hop();
    Hop root = source.chain.getLast();
    var task =
        new InstanceClaims.Task(
            source.task,
            issuer,
            source.header.purpose(),
            root.boundary().hash(),
            source.header.expiresAt());
    var claims =
        new InstanceClaims(
            issuer,
            source.header.subject(),
            instance.audience(),
            hop.client(),
            instance.issuedAt(),
            instance.issuedAt(),
            instance.expiresAt(),
            instance.jti(),
            actors(source.chain),
            hop.key().thumbprint(),
            task,
            withoutLimits(carried(hop, instance)),
            instance.scope().isEmpty() ? null : instance.scope(),
            hop.id(),
            hop.depthMax(),
            hop.parentHash(),
            instance.policyHash(),
            null);
    return SigningInput.of(signer.publicKey(), Typ.ACCESS_TOKEN, claims.toJson());
  }

  /// Returns the actors of a chain whose leaf comes first.
  public ActChain actors(List<Hop> chain) {
    var fromRoot = new ArrayList<>(chain).reversed();
    ActChain actors = null;
    for (Hop hop : fromRoot) {
      var actor = new Actor(issuer, hop.client().value(), hop.profile());
      actors = actors == null ? ActChain.root(actor) : actors.then(actor);
    }
    return java.util.Objects.requireNonNull(actors, "a chain has a root");
  }
}
