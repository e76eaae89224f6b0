package dev.vitrine.history;

import java.io.Serializable;

/// What a projector consists of, folds and what they keep: so marked a [Keyframe] can copy it
/// whole. It is never written to a file.
interface State extends Serializable {}
