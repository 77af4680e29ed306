import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { CountersignError } from '../src/errors.ts';
import { packTeams } from './teams-package.ts';

interface Options {
  out: string;
  appVersion?: string;
  hearChannels?: boolean;
}

const command = new Command('npm run teams:pack --')
  .description(
    'Packs the Teams app for upload, for the bot of TEAMS_APP_ID at PUBLIC_URL: manifests/teams, filled in, as a zip.',
  )
  .option('--out <file>', 'where to write it', '.countersign/countersign-teams.zip')
  .option('--app-version <version>', 'for an update, which Teams takes with a higher version only: 1.0.1')
  .option('--hear-channels', 'asks owners of teams to let the bot hear what does not mention it, in channels')
  .action(async (options: Options) => {
    try {
      await pack(options);
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  });

async function pack({ out, appVersion, hearChannels }: Options): Promise<void> {
  const { TEAMS_APP_ID: appId = '', PUBLIC_URL: publicUrl = '' } = process.env;
  const zip = await packTeams({ appId, publicUrl, version: appVersion, hearsChannels: hearChannels });
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, zip);
  console.log(
    `${out} (${zip.length} bytes): upload it in the Teams admin centre, Manage apps > Upload new app.`,
  );
}

await command.parseAsync();
