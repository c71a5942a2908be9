void cglpk_placeholder(void);
