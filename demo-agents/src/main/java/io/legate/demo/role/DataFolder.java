package io.legate.demo.role;

import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Person;
import java.nio.file.Path;

/// Where everything of one demonstration lies.
public record DataFolder(Path root) {

  /// The broker's own folder.
  public Path broker() {
    return root.resolve("broker");
  }

  /// The certificate that everybody trusts, and nobody anything else.
  public Path ca() {
    return broker().resolve("ca.pem");
  }

  /// The broker's ledger, to be read only.
  public Path ledger() {
    return broker().resolve("ledger.db");
  }

  /// The broker's configuration.
  public Path configuration() {
    return root.resolve("legate.yaml");
  }

  /// Certificates and their keys, by party.
  public Path certificates() {
    return root.resolve("tls");
  }

  Path certificate(Party party) {
    return certificates().resolve(party.word() + ".pem");
  }

  Path certificateKey(Party party) {
    return certificates().resolve(party.word() + "-key.pem");
  }

  /// The key that a party signs with.
  public Path key(Party party) {
    return root.resolve("keys").resolve(party.word() + ".jwk");
  }

  /// The key that a person signs answers with.
  public Path key(Person person) {
    return root.resolve("keys").resolve(person.word() + ".jwk");
  }

  /// A resource server's data.
  public Path database(Party party) {
    return root.resolve(party.word() + ".db");
  }

  /// Mail that was sent.
  public Path outbox() {
    return root.resolve("outbox");
  }

  /// Mail that a resource server keeps or sent.
  public Path mails(Party party) {
    return root.resolve(party.word() + "-mail");
  }

  /// The bundle that the broker decides by.
  public Path policy() {
    return root.resolve("policy");
  }

  /// The key of the person who changes policy's lists and signals.
  public Path operatorKey() {
    return root.resolve("keys").resolve("operator.jwk");
  }

  /// What each process had to say.
  public Path logs() {
    return root.resolve("logs");
  }
}
