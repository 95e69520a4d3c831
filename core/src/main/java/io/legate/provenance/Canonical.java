package io.legate.provenance;

/// A value in the one spelling of a form, by which it is kept and looked up. Two values of one form
/// are the same where their texts are.
///
/// @param form never [Form#MENTIONS], whose values are each of a form of their own
/// @param text not empty
public record Canonical(Form form, String text) {

  public Canonical {
    if (form == Form.MENTIONS || text.isEmpty()) {
      throw new IllegalArgumentException("not one value of one form");
    }
  }
}
