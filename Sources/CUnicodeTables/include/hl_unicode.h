// Written by scripts/unicode_tables.py (Unicode 14.0.0); change that.
#pragma once
#include <stdint.h>

extern const uint16_t hl_stage1[8704];
extern const uint32_t hl_stage2[47232];
extern const uint32_t hl_pool[1193];

// A C array comes into Swift as a huge tuple; its address does not.
static inline const uint16_t *hl_stage1_address(void) { return hl_stage1; }
static inline int hl_stage1_count(void) { return 8704; }
static inline const uint32_t *hl_stage2_address(void) { return hl_stage2; }
static inline int hl_stage2_count(void) { return 47232; }
static inline const uint32_t *hl_pool_address(void) { return hl_pool; }
static inline int hl_pool_count(void) { return 1193; }
