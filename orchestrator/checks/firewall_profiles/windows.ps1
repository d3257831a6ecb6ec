# firewall_profiles: what policy and machine say of each profile, the service, and the log.
$firewallPolicy = 'SOFTWARE\Policies\Microsoft\WindowsFirewall'
$firewallLocal = 'SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy'
$firewallLogs = @()
try {
    $firewallRows = @("domain`t$canaryName" + ("`t" * 10))
    foreach ($firewallProfile in @(@('domain', 'DomainProfile', 'DomainProfile'), @('private', 'PrivateProfile', 'StandardProfile'), @('public', 'PublicProfile', 'PublicProfile'))) {
        $firewallCells = @()
        foreach ($pair in @(@('', 'EnableFirewall'), @('', 'DefaultInboundAction'), @('', 'DefaultOutboundAction'), @('\Logging', 'LogDroppedPackets'), @('\Logging', 'LogSuccessfulConnections'), @('\Logging', 'LogFilePath'))) {
            $firewallSaid = [string](Get-FrameValue ("$firewallPolicy\" + $firewallProfile[1] + $pair[0]) $pair[1])
            # XP's name for the private profile, which Windows still heeds.
            if (-not $firewallSaid) { $firewallSaid = [string](Get-FrameValue ("$firewallPolicy\" + $firewallProfile[2] + $pair[0]) $pair[1]) }
            $firewallCells += $firewallSaid
            $firewallCells += [string](Get-FrameValue ("$firewallLocal\" + $firewallProfile[2] + $pair[0]) $pair[1])
        }
        $firewallRows += ($firewallProfile[0], $firewallProfile[2]) + $firewallCells[0..9] -join "`t"
        foreach ($at in @(6, 8)) {
            $firewallOn = $firewallCells[$at]
            if (-not $firewallOn) { $firewallOn = $firewallCells[$at + 1] }
            $firewallPath = $firewallCells[10]
            if (-not $firewallPath) { $firewallPath = $firewallCells[11] }
            if (-not $firewallPath) { $firewallPath = '%SystemRoot%\System32\LogFiles\Firewall\pfirewall.log' }
            if ($firewallOn -eq '1') { $firewallLogs += [Environment]::ExpandEnvironmentVariables($firewallPath) }
        }
    }
    Write-FrameRows 'firewall_profiles' 'profiles' 'FirewallPolicy' $firewallRows
} catch { Write-FrameFailure 'firewall_profiles' 'profiles' $_ }
try {
    $firewallStart = [string](Get-FrameValue 'SYSTEM\CurrentControlSet\Services\MpsSvc' 'Start')
    Write-FrameRows 'firewall_profiles' 'service' 'MpsSvc' @("$canaryName`t2", "MpsSvc`t$firewallStart")
} catch { Write-FrameFailure 'firewall_profiles' 'service' $_ }
if (-not $firewallLogs) {
    Write-FrameShut 'firewall_profiles' 'log' 'off' 'no profile writes a log'
} else { try {
    # The made row brings the names of its columns, wherever it stands.
    $firewallRows = @([string]::Join("`n", @(
        ('#Offset: ' + [int][TimeZone]::CurrentTimeZone.GetUtcOffset([DateTime]::Now).TotalMinutes),
        '#Fields: date time action protocol src-ip dst-ip src-port dst-port path',
        "2000-01-01 00:00:00 DROP TCP :: $canaryAddress 9 9 SEND"
    )))
    $firewallFar = @($firewallLogs | Where-Object { -not (Test-FrameLocal $_) })
    foreach ($firewallPath in @($firewallLogs | Sort-Object -Unique)) {
        if ($firewallFar) { break }
        $firewallStream = [IO.File]::Open($firewallPath, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::ReadWrite)
        try {
            # The heading of the columns stands at the start; of a long log only the end is new.
            foreach ($from in @(0, [Math]::Max(0, $firewallStream.Length - 2097152))) {
                $null = $firewallStream.Seek($from, [IO.SeekOrigin]::Begin)
                $firewallBytes = New-Object byte[] ([Math]::Min($firewallStream.Length - $from, 2097152))
                if (-not $from -and $firewallStream.Length -gt 2097152) { $firewallBytes = New-Object byte[] 4096 }
                $firewallRead = $firewallStream.Read($firewallBytes, 0, $firewallBytes.Length)
                $firewallLines = @([Text.Encoding]::ASCII.GetString($firewallBytes, 0, $firewallRead) -split "\r?\n")
                if ($firewallLines.Length -lt 2) { continue }
                # The last line may be in the middle of being written, the first one cut.
                $firewallLines = $firewallLines[[int][bool]$from..($firewallLines.Length - 2)]
                $firewallRows += $firewallLines -match '^#Fields:'
                if ($from -or $firewallStream.Length -le 2097152) {
                    $firewallRows += @($firewallLines -match '^\d+-\d+-\d+ \S+ (ALLOW|DROP) (TCP|UDP) ' -notmatch ' (127\.|22[4-9]\.|23\d\.|255\.|ff[0-9a-f]{2}:|fe80:)' | Select-Object -Last 5000)
                    break
                }
            }
        } finally { $firewallStream.Close() }
    }
    if ($firewallFar) {
        Write-FrameShut 'firewall_profiles' 'log' 'remote' $firewallFar[0]
    } else {
        Write-FrameRows 'firewall_profiles' 'log' 'pfirewall.log' $firewallRows
    }
} catch { Write-FrameFailure 'firewall_profiles' 'log' $_ } }
