/*
 * Lets MuJoCo 2.2.2 pass for a later release in tests: links it and supplies what it lacks.
 *
 * SHIM_VERSION      what mj_version() answers
 * SHIM_CONTROL_BIT  where the controls are in a state: 5 (3.0.0 to 3.4.0) or 6 (3.5.0 on)
 * SHIM_ERROR        if defined, mj_forward reports an error, as a broken model would
 */
#include <mujoco/mujoco.h>
#include <string.h>

enum { TIME, QPOS, QVEL, ACT, WARMSTART, CONTROL, FIELDS };

static int bit_of(int field) {
  if (field == CONTROL) {
    return SHIM_CONTROL_BIT;
  }
  /* The later layout has a history before the warm start; it is empty here. */
  return field == WARMSTART ? SHIM_CONTROL_BIT - 1 : field;
}

static int size_of(const mjModel *m, int field) {
  int sizes[FIELDS] = {1, m->nq, m->nv, m->na, m->nv, m->nu};
  return sizes[field];
}

static mjtNum *field_of(mjData *d, int field) {
  mjtNum *fields[FIELDS] = {&d->time, d->qpos, d->qvel, d->act, d->qacc_warmstart, d->ctrl};
  return fields[field];
}

int mj_version(void) {
  return SHIM_VERSION;
}

int mj_stateSize(const mjModel *m, unsigned int spec) {
  int size = 0;
  for (int field = 0; field < FIELDS; field++) {
    size += spec & (1u << bit_of(field)) ? size_of(m, field) : 0;
  }
  return size;
}

void mj_getState(const mjModel *m, const mjData *d, mjtNum *state, unsigned int spec) {
  for (int field = 0; field < FIELDS; field++) {
    if (spec & (1u << bit_of(field))) {
      memcpy(state, field_of((mjData *)d, field), size_of(m, field) * sizeof(mjtNum));
      state += size_of(m, field);
    }
  }
}

void mj_setState(const mjModel *m, mjData *d, const mjtNum *state, unsigned int spec) {
  for (int field = 0; field < FIELDS; field++) {
    if (spec & (1u << bit_of(field))) {
      memcpy(field_of(d, field), state, size_of(m, field) * sizeof(mjtNum));
      state += size_of(m, field);
    }
  }
}

#ifdef SHIM_ERROR
void mj_forward(const mjModel *m, mjData *d) {
  (void)m;
  (void)d;
  mju_error("a deliberate\n error of the test");
}
#endif
