package io.legate.demo.input;

/// A supplier, as the master data holds it.
///
/// @param id such as `V-1001`
/// @param iban the account that payments go to
/// @param email where remittance advice goes
/// @param blocked nothing may be paid to it
public record Vendor(
    String id, String name, String country, String iban, String email, boolean blocked) {

  /// The domain of its mail address.
  public String mailDomain() {
    return email.substring(email.indexOf('@') + 1);
  }

  static Vendor of(Csv.Row row) throws UnusableInputException {
    String iban = row.required("iban").replace(" ", "");
    if (!Iban.isValid(iban)) {
      throw row.wrong("`" + iban + "` is not an IBAN");
    }
    String email = row.required("email");
    if (!email.matches("[^@\\s]+@[a-z0-9.-]+")) {
      throw row.wrong("`" + email + "` is not a mail address");
    }
    return new Vendor(
        row.required("vendor_id"),
        row.required("name"),
        row.optional("country"),
        iban,
        email,
        switch (row.required("status")) {
          case "active" -> false;
          case "blocked" -> true;
          case String other -> throw row.wrong("status `" + other + "` is not active or blocked");
        });
  }
}
