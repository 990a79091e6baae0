package io.warmstart.core.space;

/** What an observation part is for. */
public enum Role {
  /** Proprioception and other state vectors that the policy may use. */
  STATE,
  /** Camera frames, height x width x channels. */
  IMAGE,
  /** What the policy is asked to reach. */
  GOAL,
  /** Known in simulation only: never an input of a policy that will drive a robot. */
  PRIVILEGED
}
