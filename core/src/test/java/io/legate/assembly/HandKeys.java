package io.legate.assembly;

import io.legate.control.ControlState;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.issue.NodeSigning;
import io.legate.issue.SigningKeyStore;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.ledger.ControlJournal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node's signing keys, of which a test makes the next by hand.
public final class HandKeys implements SigningKeyStore {

  private static final CryptoProviders PROVIDERS = CryptoProviders.install();

  /// How long a key is published before it signs.
  static final Duration AHEAD = Duration.ofMinutes(1);

  private volatile Signer current = generated();
  private volatile @Nullable Signer next;
  private @Nullable NodeSigning signing;
  private @Nullable ControlJournal<ControlState> control;

  /// Begins to sign with them, as a node's start does.
  NodeSigning begin(int node, ControlJournal<ControlState> on) throws Exception {
    control = on;
    NodeSigning begun = NodeSigning.begin(node, on, this, AHEAD);
    signing = begun;
    return begun;
  }

  /// Begins to sign with others in the place of these, as the next start does.
  NodeSigning restart(HandKeys with) throws Exception {
    return with.begin(1, Objects.requireNonNull(control, "begun"));
  }

  /// What signs with them.
  NodeSigning signing() {
    return Objects.requireNonNull(signing, "begun");
  }

  private static Signer generated() {
    return LocalSigner.generate(SignatureAlgorithm.ES256, PROVIDERS);
  }

  /// What tokens call the current key.
  public String kid() {
    return current.publicKey().thumbprint().value();
  }

  /// Makes the next key, and returns what tokens will call it.
  public String makeNext() {
    Signer made = generated();
    next = made;
    return made.publicKey().thumbprint().value();
  }

  @Override
  public Signer current() {
    return current;
  }

  @Override
  public @Nullable Signer next() {
    return next;
  }

  @Override
  public Signer advance() {
    current = Objects.requireNonNull(next, "there is a next key");
    next = null;
    return current;
  }
}
