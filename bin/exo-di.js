#!/usr/bin/env node
const { launch } = require('../dist/main.cjs');

launch();
