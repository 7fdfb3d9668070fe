#!/usr/bin/env node
import { launch } from '../dist/main.js';

await launch();
