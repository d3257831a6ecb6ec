# antivirus: what Security Center knows (PCs only), Defender's own state and history, else services.
$antivirusDone = $false
# What every PC has (Defender since Windows 8.1) and not every server: missing here, absent there.
$antivirusLack = 'missing'
try { if ([string](Get-FrameValue 'SYSTEM\CurrentControlSet\Control\ProductOptions' 'ProductType') -match '^(ServerNT|LanmanNT)$') { $antivirusLack = 'absent' } } catch { }
try {
    if (-not @(Read-FrameWmi 'root' "select Name from __NAMESPACE where Name = 'SecurityCenter2'")) {
        Write-FrameShut 'antivirus' 'products' $antivirusLack 'no root\SecurityCenter2'
    } else {
        $antivirusRows = @("$canaryName`t0")
        $antivirusRows += foreach ($row in @(Read-FrameWmi 'root\SecurityCenter2' 'select displayName, productState from AntiVirusProduct')) {
            ($row.displayName -replace $frameControl, '?') + "`t" + $row.productState
        }
        Write-FrameRows 'antivirus' 'products' 'SecurityCenter2' $antivirusRows
        # 2.0 adds a $null where a loop gave nothing.
        $antivirusDone = @($antivirusRows -match '\t').Length -gt 1
    }
} catch { Write-FrameFailure 'antivirus' 'products' $_ }
$antivirusSpace = 'root\Microsoft\Windows\Defender'
$antivirusThere = $false
$antivirusFault = $null
# Before Windows 8 there is nothing to ask; after it, a question that fails tells of nothing absent.
try { $antivirusThere = [bool]@(Read-FrameWmi 'root\Microsoft\Windows' "select Name from __NAMESPACE where Name = 'Defender'") } catch { if ($frameBuild -ge 9200) { $antivirusFault = $_ } }
if ($antivirusFault) {
    foreach ($part in @('defender', 'detections')) { Write-FrameFailure 'antivirus' $part $antivirusFault }
} elseif (-not $antivirusThere) {
    if ($frameBuild -and $frameBuild -lt 9600) { $antivirusLack = 'absent' }
    foreach ($part in @('defender', 'detections')) { Write-FrameShut 'antivirus' $part $antivirusLack "no $antivirusSpace" }
} else {
    try {
        $antivirusRows = @("$canaryName`t`t`t`t")
        $antivirusRows += foreach ($row in @(Read-FrameWmi $antivirusSpace 'select * from MSFT_MpComputerStatus')) {
            ('Microsoft Defender', [int][bool]$row.AntivirusEnabled, [int][bool]$row.RealTimeProtectionEnabled, (Get-FrameTime $row.AntivirusSignatureLastUpdated), $row.AMRunningMode) -join "`t"
        }
        Write-FrameRows 'antivirus' 'defender' 'MSFT_MpComputerStatus' $antivirusRows
        if (@($antivirusRows -match '\t').Length -gt 1) { $antivirusDone = $true }
    } catch { Write-FrameFailure 'antivirus' 'defender' $_ }
    try {
        $antivirusNames = @{}
        foreach ($row in @(Read-FrameWmi $antivirusSpace 'select ThreatID, ThreatName from MSFT_MpThreat')) { if ($row) { $antivirusNames[[string]$row.ThreatID] = [string]$row.ThreatName } }
        $antivirusRows = @("0`tmade`t`t`t`thttp://$canaryName/ [$canaryAddress]:9")
        $antivirusRows += foreach ($row in @(Read-FrameWmi $antivirusSpace 'select * from MSFT_MpThreatDetection')) {
            if ($row) { (@($row.ThreatID, $antivirusNames[[string]$row.ThreatID], (Get-FrameTime $row.InitialDetectionTime), $row.ThreatStatusID, $row.ProcessName, ($row.Resources -join '>')) -replace $frameControl, '?') -join "`t" }
        }
        Write-FrameRows 'antivirus' 'detections' 'MSFT_MpThreatDetection' $antivirusRows
    } catch { Write-FrameFailure 'antivirus' 'detections' $_ }
}
if (-not $antivirusDone) {
    # Names of services, which no language changes; whether one protects, a service does not tell.
    try {
        $antivirusRows = @("$canaryName`t0")
        $antivirusRows += foreach ($row in @(Read-FrameWmi 'root\cimv2' 'select Name, Started from Win32_Service')) {
            if ($row.Name -match '^(WinDefend|ekrn|AVP.*|klnagent|BkavService.*|CMCAgent.*|VSSERV|EPSecurityService|SepMasterService|ccSvcHst|mfemms|McShield|ntrtscan|TmCCSF|Sophos.*|SAVService|MBAMService|avast! Antivirus|AVG Antivirus|CSFalconService|SentinelAgent)$') { $row.Name + "`t" + [int][bool]$row.Started }
        }
        Write-FrameRows 'antivirus' 'services' 'Win32_Service' $antivirusRows
    } catch { Write-FrameFailure 'antivirus' 'services' $_ }
}
