package io.legate.approval;

/// One reason for which an action needs a person.
///
/// @param id names it as long as the permission or rule that asks stands, such as `rule_escalates
///   rule:large-payment`
/// @param code stable, such as `label_escalates`
/// @param sentence for people
/// @param need index of the need that speaks for it
public record Ground(String id, String code, String sentence, int need) {}
