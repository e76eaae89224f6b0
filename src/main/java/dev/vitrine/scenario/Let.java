package dev.vitrine.scenario;

/// Gives a name to what an expression comes to now: who leads now is the *old leader* later.
public record Let(String name, Formula is) {}
