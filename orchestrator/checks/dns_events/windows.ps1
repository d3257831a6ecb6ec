# dns_events: the logs of look-ups, newest first, fields by their names and never the message.
$dnsEventsLogs = @(
    @('system', 'System', "*[System[Provider[@Name='Microsoft-Windows-DNS-Client'] and EventID=1014]]"),
    @('client', 'Microsoft-Windows-DNS-Client/Operational', '*[System[EventID=3006 or EventID=3008 or EventID=3020]]'),
    @('sysmon', 'Microsoft-Windows-Sysmon/Operational', '*[System[EventID=3 or EventID=22]]')
)
foreach ($dnsEventsLog in $dnsEventsLogs) {
    $dnsEventsPart = $dnsEventsLog[0]
    $dnsEventsName = $dnsEventsLog[1]
    try {
        $null = [Reflection.Assembly]::LoadWithPartialName('System.Core')
        $dnsEventsConfiguration = New-Object System.Diagnostics.Eventing.Reader.EventLogConfiguration($dnsEventsName)
        if (-not $dnsEventsConfiguration.IsEnabled) {
            Write-FrameShut 'dns_events' $dnsEventsPart 'off' "the log $dnsEventsName is switched off"
        } else {
            $dnsEventsKind = [System.Diagnostics.Eventing.Reader.PathType]::LogName
            $dnsEventsQuery = New-Object System.Diagnostics.Eventing.Reader.EventLogQuery($dnsEventsName, $dnsEventsKind, $dnsEventsLog[2])
            $dnsEventsQuery.ReverseDirection = $true
            $dnsEventsReader = New-Object System.Diagnostics.Eventing.Reader.EventLogReader($dnsEventsQuery)
            $dnsEventsEnd = [DateTime]::UtcNow.AddSeconds([Math]::Min(5, (Get-FrameShare)))
            $dnsEventsSaid = @{ Count = 0; From = '' }
            $dnsEventsCame = Read-FrameEach { while ($true) {
                $dnsEvent = $dnsEventsReader.ReadEvent([TimeSpan]::FromSeconds((Get-FrameShare)))
                if (-not $dnsEvent) { $dnsEventsSaid.From = ''; break }
                $dnsEventsSaid.From = ([DateTime]$dnsEvent.TimeCreated).ToUniversalTime().ToString('yyyyMMddHHmmss.ffffff', [Globalization.CultureInfo]::InvariantCulture) + '+000'
                $dnsEventsFields = @{}
                foreach ($field in ([xml]$dnsEvent.ToXml()).GetElementsByTagName('Data')) { $dnsEventsFields[$field.GetAttribute('Name')] = $field.InnerText }
                $dnsEventsPid = $dnsEvent.ProcessId
                foreach ($name in @('ClientPID', 'ProcessId')) { if ($dnsEventsFields[$name]) { $dnsEventsPid = $dnsEventsFields[$name] } }
                $dnsEventsStatus = @($dnsEventsFields['QueryStatus'], $dnsEventsFields['Status']) -join ''
                # Of a connection that came in, the other end is the source.
                $dnsEventsSide = 'Destination'
                if ($dnsEventsFields['Initiated'] -eq 'false') { $dnsEventsSide = 'Source' }
                (@($dnsEvent.Id, $dnsEventsSaid.From, $dnsEventsPid, $dnsEventsFields['QueryName'], $dnsEventsStatus, $dnsEventsFields['QueryResults'], $dnsEventsFields['Image'], $dnsEventsFields['Protocol'], $dnsEventsFields[$dnsEventsSide + 'Ip'], $dnsEventsFields[$dnsEventsSide + 'Port'], $dnsEventsFields['Initiated']) -replace $frameControl, '?') -join "`t"
                $dnsEventsSaid.Count++
                if ($dnsEventsSaid.Count -ge 2000 -or [DateTime]::UtcNow -gt $dnsEventsEnd) { break }
            } } { $_ }
            if (-not $dnsEventsSaid.From) { try {
                $dnsEventsReader = New-Object System.Diagnostics.Eventing.Reader.EventLogReader($dnsEventsName)
                $dnsEvent = $dnsEventsReader.ReadEvent([TimeSpan]::FromSeconds((Get-FrameShare)))
                if ($dnsEvent) { $dnsEventsSaid.From = ([DateTime]$dnsEvent.TimeCreated).ToUniversalTime().ToString('yyyyMMddHHmmss.ffffff', [Globalization.CultureInfo]::InvariantCulture) + '+000' }
            } catch { $dnsEventsCame.Fault = $_ } }
            if ($dnsEventsCame.Lines.Count -or -not $dnsEventsCame.Fault) { $null = $dnsEventsCame.Lines.Add("from`t" + $dnsEventsSaid.From) }
            Write-FrameCame 'dns_events' $dnsEventsPart $dnsEventsName "3008`t`t`t$canaryName`t0`t$canaryAddress;`t`t`t`t`t" $dnsEventsCame
        }
    } catch { Write-FrameFailure 'dns_events' $dnsEventsPart $_ }
}
