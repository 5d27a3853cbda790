import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header, StreamableFile, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

const read = (name: string) => readFileSync(join(__dirname, 'assets', name));

/** Serves the console's stylesheet, script and icon from memory. They need no sign-in, because they contain no data. */
@ApiExcludeController()
@Controller({ path: 'console/assets', version: VERSION_NEUTRAL })
export class AssetsController {
  private readonly style = read('console.css');
  private readonly script = read('console.js');
  private readonly picture = read('icon.svg');

  @Get('console.css')
  @Header('cache-control', 'public, max-age=300')
  css(): StreamableFile {
    return new StreamableFile(this.style, { type: 'text/css; charset=utf-8' });
  }

  @Get('console.js')
  @Header('cache-control', 'public, max-age=300')
  js(): StreamableFile {
    return new StreamableFile(this.script, { type: 'text/javascript; charset=utf-8' });
  }

  @Get('icon.svg')
  @Header('cache-control', 'public, max-age=300')
  icon(): StreamableFile {
    return new StreamableFile(this.picture, { type: 'image/svg+xml' });
  }
}
