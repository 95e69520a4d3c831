package io.legate.crypto;

import io.legate.crypto.MalformedTokenException.Reason;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A signed token in compact form (RFC 7515 section 7.1) that is well formed and **not verified**.
///
/// Each token has exactly one spelling here: every part must be canonical base64url, and both JSON
/// objects are read strictly. What its header and payload say is its sender's word until one of the
/// verifiers has made a [VerifiedJws] of it.
///
/// It does NOT check any claim, nor that a `kid` or `jwk` is anyone's.
public final class CompactJws {

  /// Members that would bring a key, a place to fetch one from, or rules of their own (RFC 7515
  /// section 4.1, RFC 7797).
  private static final List<String> REFUSED_MEMBERS =
      List.of("crit", "jku", "x5u", "x5c", "b64", "zip", "enc");

  private static final Pattern KID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final String text;
  private final int secondDot;
  private final Obj header;
  private final Obj payload;
  private final byte[] payloadBytes;
  private final byte[] signature;
  private final SignatureAlgorithm algorithm;

  // Kept once made: a token that is presented often is hashed once. Whoever loses the race between
  // two threads writes the same text.
  private @Nullable String signingInputHash;
  private @Nullable String textHash;

  private CompactJws(Parts parts, Obj header, Obj payload, SignatureAlgorithm algorithm) {
    this.text = parts.text;
    this.secondDot = parts.secondDot;
    this.header = header;
    this.payload = payload;
    this.payloadBytes = parts.payload;
    this.signature = parts.signature;
    this.algorithm = algorithm;
  }

  /// What a token must look like in the place where it was found.
  ///
  /// @param charactersMax the longest text that is looked at
  /// @param typRequired whether `typ` must be there; only other issuers' tokens may go without
  /// @param jwkAllowed whether the header may carry a key; only in a DPoP proof
  public record Form(int charactersMax, boolean typRequired, boolean jwkAllowed) {
    /// Tokens, statements, assertions, approvals: at most 16 KiB.
    public static final Form TOKEN = new Form(16 * 1024, true, false);

    /// DPoP proofs: at most 8 KiB, and they bring their key.
    public static final Form PROOF = new Form(8 * 1024, true, true);

    /// Tokens of other issuers: at most 16 KiB, `typ` as that issuer is configured.
    public static final Form FOREIGN = new Form(16 * 1024, false, false);

    /// Returns the same form with another limit.
    public Form withCharactersMax(int charactersMax) {
      return new Form(charactersMax, typRequired, jwkAllowed);
    }
  }

  /// Reads `text` as far as its form goes: size, parts, encoding, JSON, header, in this order.
  ///
  /// @throws MalformedTokenException with the first thing that is wrong
  public static CompactJws parse(String text, Form form) throws MalformedTokenException {
    if (text.length() > form.charactersMax) {
      throw new MalformedTokenException(Reason.TOO_LONG, "over " + form.charactersMax);
    }
    var parts = Parts.of(text);
    Obj header = object(parts.header, Reason.HEADER_NOT_AN_OBJECT);
    Obj payload = object(parts.payload, Reason.PAYLOAD_NOT_AN_OBJECT);
    var algorithm = algorithm(header);
    checkHeader(header, form);
    return new CompactJws(parts, header, payload, algorithm);
  }

  private static Obj object(byte[] utf8, Reason otherwise) throws MalformedTokenException {
    try {
      return JsonReader.readObject(utf8);
    } catch (MalformedJsonException e) {
      throw new MalformedTokenException(otherwise, "it " + e.getMessage());
    }
  }

  private static SignatureAlgorithm algorithm(Obj header) throws MalformedTokenException {
    String name = header.string("alg");
    var algorithm = name == null ? null : SignatureAlgorithm.ofHeader(name);
    if (algorithm == null) {
      throw new MalformedTokenException(Reason.ALGORITHM_NOT_ACCEPTED);
    }
    return algorithm;
  }

  private static void checkHeader(Obj header, Form form) throws MalformedTokenException {
    var typ = header.get("typ");
    if (typ == null ? form.typRequired : !(typ instanceof Str)) {
      throw new MalformedTokenException(Reason.TYP_MISSING);
    }
    for (String member : REFUSED_MEMBERS) {
      if (header.get(member) != null) {
        throw new MalformedTokenException(Reason.HEADER_MEMBER_REFUSED, "`" + member + "`");
      }
    }
    if (header.get("jwk") != null && !form.jwkAllowed) {
      throw new MalformedTokenException(Reason.HEADER_MEMBER_REFUSED, "`jwk`");
    }
    var kid = header.get("kid");
    if (kid != null && !(kid instanceof Str(var value) && KID.matcher(value).matches())) {
      throw new MalformedTokenException(Reason.KID_MALFORMED);
    }
  }

  /// The token as it was received.
  public String text() {
    return text;
  }

  /// The protected header.
  public Obj header() {
    return header;
  }

  /// The claims.
  public Obj payload() {
    return payload;
  }

  /// The payload as it was signed.
  public byte[] payloadBytes() {
    return payloadBytes.clone();
  }

  /// What the token says it is signed with. A key is never used with another algorithm than its
  /// own.
  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /// The class the token says it is of; null only where the form lets it go without.
  public @Nullable String typ() {
    return header.string("typ");
  }

  /// Which key the token says it is signed with, or null where it does not say.
  public @Nullable String kid() {
    return header.string("kid");
  }

  /// The bytes that were signed: header, dot, payload, as they were sent (RFC 7515 section 5.1).
  public byte[] signingInput() {
    return text.substring(0, secondDot).getBytes(StandardCharsets.US_ASCII);
  }

  /// The signature, in JWS form.
  public byte[] signature() {
    return signature.clone();
  }

  /// SHA-256 of the signing input in base64url: `par_hash`, and the name of an instance in the
  /// ledger. Unlike a hash of the text it does not change with the spelling of the signature.
  public String signingInputHash() {
    String known = signingInputHash;
    if (known == null) {
      known = SigningInput.hash(text.substring(0, secondDot));
      signingInputHash = known;
    }
    return known;
  }

  /// SHA-256 of the whole text in base64url: what a proof says of its token as `ath` (RFC 9449
  /// section 4.2).
  public String textHash() {
    String known = textHash;
    if (known == null) {
      known = Sha256.base64Url(text);
      textHash = known;
    }
    return known;
  }

  /// Returns this token as a verified one, or null where its `alg` is not the key's or the
  /// signature is not the key's.
  ///
  /// It does NOT check whether the key is trusted, nor any claim: that is the caller's.
  public @Nullable VerifiedJws verifiedBy(VerificationKey key, SignatureVerifier signatures) {
    boolean holds =
        algorithm == key.algorithm() && signatures.verify(key, signingInput(), signature);
    return holds ? new VerifiedJws(this, key) : null;
  }

  /// Never the token: its text is a credential, or may be.
  @Override
  public String toString() {
    return "unverified token " + signingInputHash();
  }

  /// The three parts, decoded.
  private record Parts(
      String text, int secondDot, byte[] header, byte[] payload, byte[] signature) {

    static Parts of(String text) throws MalformedTokenException {
      int dots = dots(text);
      if (dots == 4) {
        throw new MalformedTokenException(Reason.ENCRYPTED);
      }
      if (dots != 2) {
        throw new MalformedTokenException(Reason.NOT_THREE_PARTS);
      }
      int first = text.indexOf('.');
      int second = text.lastIndexOf('.');
      if (first == 0 || second == first + 1 || second == text.length() - 1) {
        throw new MalformedTokenException(Reason.NOT_THREE_PARTS);
      }
      return new Parts(
          text,
          second,
          decode(text.substring(0, first)),
          decode(text.substring(first + 1, second)),
          decode(text.substring(second + 1)));
    }

    private static int dots(String text) {
      int dots = 0;
      for (int at = text.indexOf('.'); at >= 0; at = text.indexOf('.', at + 1)) {
        dots++;
      }
      return dots;
    }

    private static byte[] decode(String part) throws MalformedTokenException {
      byte[] bytes = Base64Url.decode(part);
      if (bytes == null) {
        throw new MalformedTokenException(Reason.NOT_CANONICAL);
      }
      return bytes;
    }
  }
}
